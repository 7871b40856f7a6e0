import type { Changed } from '../domain/document.ts';
import { Receipt } from '../domain/receipt.ts';
import { contentAccess, officeToken } from '../domain/record.ts';
import type { Companion, RecordChange } from './door.ts';
import { accessRowKey, inboxKeys } from './keys.ts';
import type { Ref } from './reading.ts';
import { recordRef, type Stored } from './recordStore.ts';

export const ref = (receiptId: string): Ref<Stored<Receipt>> => recordRef(receiptId, Receipt);

/** The change of a letter as the door takes it. A letter in a file has left every inbox. */
export function change(
  read: Stored<Receipt> | undefined,
  { record, events }: Changed<Receipt>,
): RecordChange {
  const { id, holder, holderSince, dueAt, number, subject, urgency, classification } = record;
  return {
    id,
    officeId: record.officeId,
    read: read?.head,
    ...(read && { heldBy: read.state.holder.postId }),
    holder: holder.postId,
    state: record,
    index: {
      ...(record.status === 'at-post' && inboxKeys(holder.postId, dueAt, id)),
      id,
      kind: 'receipt',
      number,
      subject,
      urgency,
      classification,
      since: holderSince,
      ...(dueAt && { dueAt }),
    },
    events,
  };
}

export function accessRow(receipt: Receipt, rev: number): Companion {
  const { id, number, subject, status, classification, officeId } = receipt;
  const words = contentAccess(receipt);
  return {
    item: {
      ...accessRowKey(id),
      t: 'A',
      key: id,
      rev,
      access: classification === 'normal' ? [...words, officeToken(officeId)] : words,
      words,
      kind: 'receipt',
      number,
      subject,
      status,
    },
    expect: 'any',
  };
}
