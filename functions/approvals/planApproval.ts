import { approvalRoutes } from '../../shared/api/routes/approvals.ts';
import { noonOf } from '../../shared/domain/calendar.ts';
import { DomainError } from '../../shared/domain/errors.ts';
import { rehearse } from '../../shared/domain/rehearsal.ts';
import { postsNamed } from '../../shared/domain/resolver.ts';
import { mayDo } from '../../shared/http/access.ts';
import { read } from '../../shared/http/operation.ts';
import * as directory from '../../shared/store/directoryStore.ts';
import * as files from '../../shared/store/fileStore.ts';
import { load } from '../../shared/store/reading.ts';

/** The file is one of the officer's own office, or the chain is not for it: so the chart is read beside it. */
export const planApproval = read(
  approvalRoutes.planApproval,
  async ({ params, query, officer, at }) => {
    const { chainId, amount, category, on, reverses } = query;
    const { officeId } = officer.post;
    const when = on === undefined ? at : noonOf(on);
    const [{ stored, template, policy, reversed }, chart] = await Promise.all([
      load({
        stored: files.ref(params.fileId),
        template: directory.chain(officeId, chainId),
        policy: directory.policy,
        reversed: reverses === undefined ? undefined : files.approval(reverses),
      }),
      directory.chartOf(officeId, when),
    ]);
    const file = mayDo(officer, 'start-approval', stored?.state, 'file-not-with-you');
    if (!template) throw new DomainError('chain-not-found', 'There is no such approval chain.');
    if (reverses !== undefined && !reversed) {
      throw new DomainError('not-decided', 'There is no such decision.');
    }
    const facts = {
      ...(amount !== undefined && { amount: Number(amount) }),
      ...(category !== undefined && { category }),
    };
    // Read anew only where the chain, or the reporting line, leads to another office.
    const named = postsNamed([...template.levels, template.final]);
    const whole = await directory.withPosts(chart, [...named, ...officer.post.superiors]);
    const opening = { chart: whole, at: when, policy: directory.present(policy, 'policy') };
    return { body: { levels: rehearse(file, template, facts, officer, opening, reversed) } };
  },
);
