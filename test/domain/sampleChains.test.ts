import { describe, expect, it } from 'vitest';
import { sampleDistrict } from '../../infra/local/sampleDistrict.ts';
import { Template } from '../../shared/domain/chainTemplate.ts';
import type { Asking } from '../../shared/domain/resolver.ts';
import { branchesOf, faultsOf } from '../../shared/domain/templateFaults.ts';
import { conflictsIn, WorkDivision } from '../../shared/domain/workDivision.ts';
import { aChart } from '../support/charts.ts';
import { policy, post } from '../support/officers.ts';

const askings = ['rajasv1', 'sthapna1'].map((username): Asking => {
  const { unitId, superiors } = post(username);
  return { ...(unitId && { unitId }), headCode: 'C-301', initiator: { superiors } };
});

const branches = branchesOf(aChart());

describe('the chains of the sample', () => {
  it.each(sampleDistrict.chains.map((chain) => [chain.code, chain] as const))(
    '%s can be published',
    (_, chain) => {
      expect(Template.parse(chain)).toEqual(chain);
      const charts = [...branches, ...askings.map((asking) => [aChart(), asking] as const)];
      expect(faultsOf(chain, { policy, charts })).toEqual([]);
    },
  );

  it('go by an order that leaves nothing open [invariant 20] [row 85]', () => {
    for (const order of sampleDistrict.divisions) {
      expect(WorkDivision.parse(order)).toEqual(order);
      expect(conflictsIn(order.lines)).toEqual([]);
    }
  });
});
