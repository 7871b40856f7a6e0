import { receiptRoutes } from '../../shared/api/routes/receipts.ts';
import { DomainError } from '../../shared/domain/errors.ts';
import { trackedAt } from '../../shared/domain/tracking.ts';
import { openRead } from '../../shared/http/operation.ts';
import { load } from '../../shared/store/reading.ts';
import { tracking } from '../../shared/store/receiptStore.ts';

export const trackLetter = openRead(receiptRoutes.trackLetter, async ({ params, at }) => {
  const { row } = await load({ row: tracking(params.token) });
  if (!row) throw new DomainError('not-found', 'No letter has that token.');
  return { body: trackedAt(row, at) };
});
