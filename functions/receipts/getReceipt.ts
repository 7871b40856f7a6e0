import { receiptRoutes } from '../../shared/api/routes/receipts.ts';
import { clocksOfReceipt } from '../../shared/domain/clock.ts';
import type { File } from '../../shared/domain/file.ts';
import { emptyHead } from '../../shared/domain/ledger.ts';
import { eventsFor } from '../../shared/domain/machine.ts';
import { allowedActions } from '../../shared/domain/policy.ts';
import { enclosuresMissing, type Receipt } from '../../shared/domain/receipt.ts';
import { receiptMachine } from '../../shared/domain/receiptMachine.ts';
import { governed, mayDo, mustNotBeGone } from '../../shared/http/access.ts';
import { read } from '../../shared/http/operation.ts';
import * as directory from '../../shared/store/directoryStore.ts';
import { withdrawn } from '../../shared/store/documentStore.ts';
import * as files from '../../shared/store/fileStore.ts';
import { load } from '../../shared/store/reading.ts';
import { ref, sameAs, similar } from '../../shared/store/receiptStore.ts';
import { sealOf } from '../../shared/store/recordStore.ts';

export const getReceipt = read(receiptRoutes.getReceipt, async ({ params, query, officer, at }) => {
  const loaded = await load({
    stored: ref(params.receiptId),
    file: query.file === undefined ? undefined : files.ref(query.file),
    same: sameAs(params.receiptId),
    similar: similar(params.receiptId),
    gone: withdrawn(params.receiptId),
    policy: directory.policy,
  });
  const { stored, file } = loaded;
  // A letter in a file goes where the file goes: who has the file sees it by that, and may see to what it encloses.
  const itsFile = file && stored?.state.fileId === file.state.id ? file.state : undefined;
  if (itsFile) mayDo(officer, 'read-content', itsFile);
  const receipt = stored && itsFile ? stored.state : mayDo(officer, 'see-cover', stored?.state);
  mustNotBeGone(loaded.gone);
  const head = stored?.head ?? emptyHead;
  const inHand = receipt.status === 'filed' ? itsFile : receipt;
  const allowed = inHand && canBeWorkedOn(inHand) ? allowedActions(officer, governed(inHand)) : [];
  return {
    etag: String(head.seq),
    body: {
      receipt,
      version: head.seq,
      seal: sealOf(head),
      events: eventsFor(receiptMachine, receipt, { officer, at, allowed }),
      enclosuresMissing: enclosuresMissing(receipt),
      clocks: clocksOfReceipt(receipt, {
        at,
        policy: directory.present(loaded.policy, 'policy'),
      }),
      possibleDuplicates: loaded.same ?? [],
      similar: loaded.similar ?? [],
    },
  };
});

/** Letters say by their own table what they are open to; a file at rest, or on its way, is not worked on. */
const canBeWorkedOn = (record: File | Receipt): boolean =>
  !('correspondenceCount' in record) || (record.status === 'active' && !record.transit);
