import { receiptRoutes } from '../../shared/api/routes/receipts.ts';
import type { HeldPost } from '../../shared/domain/directory.ts';
import { DomainError } from '../../shared/domain/errors.ts';
import { mark } from '../../shared/domain/receiptMovement.ts';
import { mayDo, mustHave } from '../../shared/http/access.ts';
import { mustBeAt, write } from '../../shared/http/operation.ts';
import * as directory from '../../shared/store/directoryStore.ts';
import type { Ref } from '../../shared/store/reading.ts';
import * as receipts from '../../shared/store/receiptStore.ts';
import { saveReceipt } from './saveReceipt.ts';

/** To one post for action, which answers for it, and to others for information. */
export const markReceipt = write(
  receiptRoutes.markReceipt,
  async ({ params, body, officer, at, version, door }) => {
    mustHave(officer, 'mark');
    const { to, remarks, delay } = body;
    const copyIds = [...new Set(body.copies ?? [])];
    const copyRefs: Record<string, Ref<unknown>> = Object.fromEntries(
      copyIds.map((id) => [id, directory.post(id)]),
    );
    const loaded = await door.load({
      ...copyRefs,
      stored: receipts.ref(params.receiptId),
      unit: 'unitId' in to ? directory.unit(to.unitId) : undefined,
      post: 'postId' in to ? directory.post(to.postId) : undefined,
      policy: directory.policy,
    });
    const { stored, unit, post } = loaded;
    const receipt = mayDo(officer, 'mark', stored?.state, 'receipt-not-with-you');
    mustBeAt(version, stored?.head.seq ?? 0);
    if ('unitId' in to && !unit) throw new DomainError('not-found', 'There is no such branch.');
    if ('postId' in to && !post) throw new DomainError('not-found', 'There is no such post.');
    const target = post ?? unit?.dealingPost;
    if (!target) throw new DomainError('unit-has-no-desk', 'The branch has no dealing post.');
    const posts = loaded as Readonly<Record<string, unknown>>;
    const copies = copyIds.map((id) => {
      const found = posts[id] as HeldPost | undefined;
      if (!found) throw new DomainError('not-found', `There is no post ${id}.`);
      return found;
    });

    const rules = directory.present(loaded.policy, 'policy');
    const marked = mark(receipt, target, officer, { at, policy: rules, copies, remarks, delay });
    const { transit, holder } = marked.record;
    return saveReceipt({ door, at }, stored, marked, {
      companions: [
        ...receipts.movementRows(receipt, transit?.to ?? holder, 'marked', {
          at,
          by: officer,
          events: marked.events,
        }),
        ...receipts.copyRows(receipt, copies, at),
      ],
      checks: [directory.postIsActive(target.id)],
    });
  },
);
