import { printRoutes } from '../../shared/api/routes/prints.ts';
import { DomainError } from '../../shared/domain/errors.ts';
import { askForPrint, printOf } from '../../shared/domain/print.ts';
import { write } from '../../shared/http/operation.ts';
import { newId } from '../../shared/store/digest.ts';
import * as drafts from '../../shared/store/draftStore.ts';
import * as prints from '../../shared/store/printStore.ts';
import { mayPrint, mustBeOnFile, recordsOf } from './mayPrint.ts';

export const createPrint = write(printRoutes.createPrint, async ({ body, officer, at, door }) => {
  const of = printOf(body);
  const loaded = await door.load({
    ...recordsOf(of),
    draft: body.kind === 'draft' ? drafts.ref(body.draftId) : undefined,
  });
  mayPrint(body, officer, loaded);
  if (body.kind === 'acknowledgement' && loaded.receipt?.state.status === 'void') {
    throw new DomainError('receipt-void', 'A letter that is void has no slip.');
  }
  mustBeOnFile(body, loaded.draft?.state);
  const print = askForPrint(body, officer, { id: newId('prt'), at });
  return door.commit({
    records: [],
    companions: [prints.companion(print)],
    effects: [{ kind: 'make-print', printId: print.id }],
    reply: () => ({ id: print.id, state: 'waiting' as const, of }),
  });
});
