import { approvalRoutes } from '../../shared/api/routes/approvals.ts';
import { noonOf } from '../../shared/domain/calendar.ts';
import { factsIn } from '../../shared/domain/condition.ts';
import { DomainError } from '../../shared/domain/errors.ts';
import { rehearse } from '../../shared/domain/rehearsal.ts';
import { withPosts } from '../../shared/domain/resolver.ts';
import { mayDo } from '../../shared/http/access.ts';
import { read } from '../../shared/http/operation.ts';
import * as approvals from '../../shared/store/approvalStore.ts';
import * as charts from '../../shared/store/chartStore.ts';
import * as directory from '../../shared/store/directoryStore.ts';
import * as files from '../../shared/store/fileStore.ts';
import { load } from '../../shared/store/reading.ts';

/**
 * The file is one of the officer's own office, or the chain is not for it: so the chart is read beside it. A post of another
 * office that the chain names is told of as it was when the chain was last saved; those above the officer as they are.
 */
export const planApproval = read(
  approvalRoutes.planApproval,
  async ({ params, query, officer, at }) => {
    const { chainId, on, reverses } = query;
    const { officeId } = officer.post;
    const when = on === undefined ? at : noonOf(on);
    const { superiors } = officer.post;
    const [loaded, chart] = await Promise.all([
      load({
        ...directory.postRefs(superiors),
        stored: files.ref(params.fileId),
        template: charts.chain(officeId, chainId),
        policy: directory.policy,
        reversed: reverses === undefined ? undefined : approvals.approval(reverses),
      }),
      charts.chartAhead(officeId, when),
    ]);
    const { stored, template, policy, reversed } = loaded;
    const file = mayDo(officer, 'start-approval', stored?.state, 'file-not-with-you');
    if (!template) throw new DomainError('chain-not-found', 'There is no such approval chain.');
    if (reverses !== undefined && !reversed) {
      throw new DomainError('not-decided', 'There is no such decision.');
    }
    const whole = withPosts(chart, directory.postsIn(loaded, superiors));
    const opening = { chart: whole, at: when, policy: directory.present(policy, 'policy') };
    return {
      body: { levels: rehearse(file, template, factsIn(query), officer, opening, reversed) },
    };
  },
);
