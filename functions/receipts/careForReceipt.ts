import type { Route } from '../../shared/api/route.ts';
import { receiptRoutes } from '../../shared/api/routes/receipts.ts';
import type { Changed } from '../../shared/domain/document.ts';
import { DomainError } from '../../shared/domain/errors.ts';
import { mustBeActive } from '../../shared/domain/fileMachine.ts';
import { earlierOf, enteredBefore, type Receipt } from '../../shared/domain/receipt.ts';
import {
  addScans as addScansTo,
  chaseEnclosures as chase,
  correct,
  noteEnclosures as note,
} from '../../shared/domain/receiptCare.ts';
import { mayDo, mustHave } from '../../shared/http/access.ts';
import { mustBeAt, type WriteRequest, write } from '../../shared/http/operation.ts';
import * as directory from '../../shared/store/directoryStore.ts';
import * as files from '../../shared/store/fileStore.ts';
import * as receipts from '../../shared/store/receiptStore.ts';
import { reindexed, repliedWith, saveReceipt } from './saveReceipt.ts';
import { attachAll, refsOf } from './scans.ts';
import { tellEarlier } from './tellEarlier.ts';

/** Letters that name each other would have no first one. @throws reference-broken */
function mustBeEarlier(receipt: Receipt, earlier: Receipt | undefined): void {
  if (earlier && earlier.officeId === receipt.officeId && !enteredBefore(earlier, receipt)) {
    throw new DomainError(
      'reference-broken',
      'A letter comes after what it is a copy or reminder of.',
    );
  }
}

/** A letter whose number, date or sender is corrected is known by what stands there now. */
export const correctReceipt = write(
  receiptRoutes.correctReceipt,
  async ({ params, body, officer, at, version, door }) => {
    const before = earlierOf(body);
    if (before?.receiptId === params.receiptId) {
      throw new DomainError('reference-broken', 'A letter is no copy or reminder of itself.');
    }
    const loaded = await door.load({
      stored: receipts.ref(params.receiptId),
      policy: directory.policy,
      earlier: before && receipts.ref(before.receiptId),
    });
    const { stored } = loaded;
    const receipt = mayDo(officer, 'correct', stored?.state, 'receipt-not-with-you');
    mustBeAt(version, stored?.head.seq ?? 0);
    const policy = directory.present(loaded.policy, 'policy');
    const { id } = receipt;
    const corrected = correct(receipt, body, officer, { at, policy });
    if (before) mustBeEarlier(receipt, loaded.earlier?.state);
    const told = tellEarlier(loaded.earlier, before, { officer, receiptId: id, at });
    return saveReceipt({ door, at }, stored, corrected, {
      records: told.records,
      companions: [
        ...told.companions,
        receipts.registerRowAnew(corrected.record),
        ...receipts.sameLetterRows(receipt, corrected.record),
      ],
      effects: reindexed(id),
    });
  },
);

type Asked = Pick<WriteRequest<Route>, 'officer' | 'at' | 'version' | 'door'> & {
  readonly params: { readonly receiptId: string };
};

/**
 * The enclosures of a letter are seen to by the post that has it; once it is in a file, by the post that has the file,
 * while work goes on there. That is not told to who follows the letter: it is as far as it was.
 */
async function seeToEnclosures(
  { params, officer, at, version, door }: Asked,
  fileId: string | undefined,
  rule: (receipt: Receipt) => Changed<Receipt>,
) {
  const { stored, file } = await door.load({
    stored: receipts.ref(params.receiptId),
    file: fileId === undefined ? undefined : files.ref(fileId),
  });
  if (stored?.state.status !== 'filed' || file?.state.id !== stored.state.fileId) {
    const receipt = mayDo(officer, 'chase-enclosures', stored?.state, 'receipt-not-with-you');
    if (receipt.status === 'filed' || file) throw elsewhere();
    mustBeAt(version, stored?.head.seq ?? 0);
    return saveReceipt({ door, at }, stored, rule(receipt));
  }
  const held = mayDo(officer, 'chase-enclosures', file?.state, 'file-not-with-you');
  mustBeActive(held);
  mustBeAt(version, stored.head.seq);
  const changed = rule(stored.state);
  return door.commit({
    records: [receipts.change(stored, changed)],
    companions: [receipts.accessRow(changed.record, version + changed.events.length)],
    checks: [files.fileStillWith(held.id, held.holder.postId)],
    reply: repliedWith(changed.record),
  });
}
const elsewhere = () =>
  new DomainError(
    'reference-broken',
    'The letter is in a file; it is that file that is to be named.',
  );

export const noteEnclosures = write(
  receiptRoutes.noteEnclosures,
  ({ body: { fileId, ...said }, officer, at, ...asked }) =>
    seeToEnclosures({ officer, at, ...asked }, fileId, (receipt) =>
      note(receipt, said, officer, at),
    ),
);

export const chaseEnclosures = write(
  receiptRoutes.chaseEnclosures,
  ({ body: { fileId, ...said }, officer, at, ...asked }) =>
    seeToEnclosures({ officer, at, ...asked }, fileId, (receipt) =>
      chase(receipt, said, officer, at),
    ),
);

export const addScans = write(
  receiptRoutes.addScans,
  async ({ params, body, officer, at, version, door }) => {
    mustHave(officer, 'upload');
    const documentIds = [...new Set(body.documentIds)];
    const loaded = await door.load({
      ...refsOf(documentIds),
      stored: receipts.ref(params.receiptId),
    });
    const { stored } = loaded;
    const receipt = mayDo(officer, 'correct', stored?.state, 'receipt-not-with-you');
    mustBeAt(version, stored?.head.seq ?? 0);
    const { id: postId, officeId } = officer.post;
    const to = { receiptId: receipt.id, postId, officeId };
    const { attached, records } = attachAll(loaded, documentIds, to);
    const added = addScansTo(receipt, attached, officer, at);
    return saveReceipt({ door, at }, stored, added, {
      records,
      effects: reindexed(receipt.id),
    });
  },
);
