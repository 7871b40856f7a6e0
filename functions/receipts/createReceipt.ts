import { receiptRoutes } from '../../shared/api/routes/receipts.ts';
import { yearOf } from '../../shared/domain/calendar.ts';
import { attach } from '../../shared/domain/document.ts';
import { DomainError } from '../../shared/domain/errors.ts';
import { officeNumberOf } from '../../shared/domain/numbering.ts';
import { diarise } from '../../shared/domain/receipt.ts';
import { mustHave } from '../../shared/http/access.ts';
import { write } from '../../shared/http/operation.ts';
import { newId } from '../../shared/store/digest.ts';
import { policy, present } from '../../shared/store/directoryStore.ts';
import * as documents from '../../shared/store/documentStore.ts';
import { allot, counter, inwardSeries } from '../../shared/store/numberStore.ts';
import * as receipts from '../../shared/store/receiptStore.ts';
import { sealOf } from '../../shared/store/recordStore.ts';

export const createReceipt = write(
  receiptRoutes.createReceipt,
  async ({ body, officer, at, door }) => {
    mustHave(officer, 'diarise');
    const { post } = officer;
    const documentIds = [...new Set(body.documentIds)];
    const series = inwardSeries(post.officeId, at);
    const loaded = await door.load({
      policy,
      last: counter(series),
      ...Object.fromEntries(documentIds.map((id) => [id, documents.ref(id)] as const)),
    });
    const byId = loaded as unknown as Record<
      string,
      ReturnType<ReturnType<typeof documents.ref>['parse']> | undefined
    >;

    const id = newId('rcp');
    const attached = documentIds.map((documentId) => {
      const read = byId[documentId];
      if (!read || read.state.officeId !== post.officeId) {
        throw new DomainError('not-found', `There is no document ${documentId}.`);
      }
      return { read, ...attach(read.state, { receiptId: id, postId: post.id }) };
    });
    const number = officeNumberOf(
      present(loaded.policy, 'policy').numbering.receipt,
      { OFF: post.officeCode, YYYY: String(yearOf(at)) },
      (loaded.last ?? 0) + 1,
    );
    const diarised = diarise({ ...body, documentIds }, officer, {
      id,
      number,
      documents: attached.map(({ record }) => ({
        documentId: record.id,
        pages: record.pages ?? 1,
        sha256: record.sha256,
      })),
      at,
    });
    return door.commit({
      records: [
        receipts.change(undefined, diarised),
        ...attached.map(({ read, ...changed }) => documents.change(read, changed)),
      ],
      companions: [
        ...allot(series, loaded.last, number, id),
        receipts.accessRow(diarised.record, 1),
      ],
      effects: [{ kind: 'index-record', recordId: id }],
      reply: (headOf) => ({
        receipt: diarised.record,
        version: headOf(id).seq,
        seal: sealOf(headOf(id)),
      }),
    });
  },
);
