import { recordRoutes } from '../../shared/api/routes/records.ts';
import { withdrawRequest as requestWithdrawn } from '../../shared/domain/closure.ts';
import { DomainError } from '../../shared/domain/errors.ts';
import { mayDo } from '../../shared/http/access.ts';
import { mustBeAt, write } from '../../shared/http/operation.ts';
import * as files from '../../shared/store/fileStore.ts';
import { saveFile } from './saveRecords.ts';

export const withdrawRequest = write(
  recordRoutes.withdrawRequest,
  async ({ params, officer, at, version, door }) => {
    const { stored } = await door.load({ stored: files.ref(params.fileId) });
    const file = mayDo(officer, 'withdraw-request', stored?.state);
    mustBeAt(version, stored?.head.seq ?? 0);
    if (!stored) throw new DomainError('not-found', 'There is no such file.');
    return saveFile(door, { stored, changed: requestWithdrawn(file, officer, at) });
  },
);
