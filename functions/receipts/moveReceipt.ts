import { receiptRoutes } from '../../shared/api/routes/receipts.ts';
import { DomainError } from '../../shared/domain/errors.ts';
import {
  giveLetterBack,
  openLetter,
  pullLetterUp,
  recallLetter,
  receivePaper,
} from '../../shared/domain/receiptMovement.ts';
import { mayDo, mustHave } from '../../shared/http/access.ts';
import { mustBeAt, write } from '../../shared/http/operation.ts';
import * as directory from '../../shared/store/directoryStore.ts';
import { noticeRows } from '../../shared/store/noticeStore.ts';
import * as receipts from '../../shared/store/receiptStore.ts';
import { saveReceipt } from './saveReceipt.ts';

/** Opening twice is harmless, so that it asks for no version. */
export const openReceipt = write(
  receiptRoutes.openReceipt,
  async ({ params, officer, at, door }) => {
    const { stored } = await door.load({ stored: receipts.ref(params.receiptId) });
    const receipt = mayDo(officer, 'open', stored?.state, 'receipt-not-with-you');
    return saveReceipt({ door, at }, stored, openLetter(receipt, officer, at));
  },
);

export const receiveReceipt = write(
  receiptRoutes.receiveReceipt,
  async ({ params, officer, at, version, door }) => {
    const { stored, policy } = await door.load({
      stored: receipts.ref(params.receiptId),
      policy: directory.policy,
    });
    const receipt = mayDo(officer, 'receive', stored?.state, 'not-in-transit');
    mustBeAt(version, stored?.head.seq ?? 0);
    const act = { at, policy: directory.present(policy, 'policy') };
    return saveReceipt({ door, at }, stored, receivePaper(receipt, officer, act));
  },
);

export const recallReceipt = write(
  receiptRoutes.recallReceipt,
  async ({ params, officer, at, version, door }) => {
    const { stored, policy } = await door.load({
      stored: receipts.ref(params.receiptId),
      policy: directory.policy,
    });
    const receipt = mayDo(officer, 'pull-back', stored?.state, 'not-the-sender');
    mustBeAt(version, stored?.head.seq ?? 0);
    const act = { at, policy: directory.present(policy, 'policy') };
    const recalled = recallLetter(receipt, officer, act);
    return saveReceipt({ door, at }, stored, recalled, {
      companions: [
        ...receipts.movementRows(receipt, recalled.record.holder, 'recalled', {
          at,
          by: officer,
          events: recalled.events,
        }),
        ...receipts.copyRowsTakenBack(receipt),
      ],
    });
  },
);

/** The body names the post that marked it, so that it can be read together with the letter. */
export const returnReceipt = write(
  receiptRoutes.returnReceipt,
  async ({ params, body, officer, at, version, door }) => {
    const { stored, to, policy } = await door.load({
      stored: receipts.ref(params.receiptId),
      to: directory.post(body.to),
      policy: directory.policy,
    });
    const receipt = mayDo(officer, 'send', stored?.state, 'receipt-not-with-you');
    mustBeAt(version, stored?.head.seq ?? 0);
    if (!to) throw new DomainError('not-found', 'There is no such post.');
    const { reason, delay } = body;
    const act = { at, policy: directory.present(policy, 'policy'), reason, delay };
    const given = giveLetterBack(receipt, to, officer, act);
    const { transit, holder } = given.record;
    return saveReceipt({ door, at }, stored, given, {
      companions: receipts.movementRows(receipt, transit?.to ?? holder, 'returned', {
        at,
        by: officer,
        events: given.events,
      }),
      checks: [directory.postIsActive(to.id)],
    });
  },
);

/** The body names the holder, so that its reporting line can be read together with the letter. */
export const pullUpReceipt = write(
  receiptRoutes.pullUpReceipt,
  async ({ params, body, officer, at, version, door }) => {
    mustHave(officer, 'pull-up');
    const { stored, holder, policy } = await door.load({
      stored: receipts.ref(params.receiptId),
      holder: directory.post(body.from),
      policy: directory.policy,
    });
    const receipt = mayDo(officer, 'pull-up', stored?.state, 'not-a-superior');
    mustBeAt(version, stored?.head.seq ?? 0);
    if (!holder || holder.id !== receipt.holder.postId) {
      throw new DomainError('receipt-not-there', 'The letter is not with that post.');
    }
    const act = { at, policy: directory.present(policy, 'policy') };
    const { reason } = body;
    const pulled = pullLetterUp(receipt, holder, officer, { ...act, reason });
    const { record } = pulled;
    const telling = { to: holder.id, kind: 'letter-pulled-up', reason } as const;
    return saveReceipt({ door, at }, stored, pulled, {
      companions: [
        ...receipts.movementRows(receipt, record.transit?.to ?? record.holder, 'pulled-up', {
          at,
          by: officer,
          events: pulled.events,
        }),
        ...noticeRows(record, [telling], { by: officer.post, ...act }),
      ],
    });
  },
);
