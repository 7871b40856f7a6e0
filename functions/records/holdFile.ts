import { recordRoutes } from '../../shared/api/routes/records.ts';
import { DomainError } from '../../shared/domain/errors.ts';
import { hold, endHold as holdEnded } from '../../shared/domain/retention.ts';
import { mayDo, mustHave } from '../../shared/http/access.ts';
import { mustBeAt, write } from '../../shared/http/operation.ts';
import { newId } from '../../shared/store/digest.ts';
import * as files from '../../shared/store/fileStore.ts';
import { saveFile } from './saveRecords.ts';

export const holdFile = write(
  recordRoutes.holdFile,
  async ({ params, body, officer, at, version, door }) => {
    mustHave(officer, 'hold');
    const { stored } = await door.load({ stored: files.ref(params.fileId) });
    const file = mayDo(officer, 'hold', stored?.state);
    mustBeAt(version, stored?.head.seq ?? 0);
    if (!stored) throw new DomainError('not-found', 'There is no such file.');
    return saveFile(door, { stored, changed: hold(file, body, officer, { id: newId('hld'), at }) });
  },
);

export const endHold = write(
  recordRoutes.endHold,
  async ({ params, body, officer, at, version, door }) => {
    mustHave(officer, 'hold');
    const { stored } = await door.load({ stored: files.ref(params.fileId) });
    const file = mayDo(officer, 'hold', stored?.state);
    mustBeAt(version, stored?.head.seq ?? 0);
    if (!stored) throw new DomainError('not-found', 'There is no such file.');
    return saveFile(door, { stored, changed: holdEnded(file, params.holdId, body.reason, at) });
  },
);
