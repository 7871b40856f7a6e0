import { recordRoutes } from '../../shared/api/routes/records.ts';
import {
  receiveInRecordRoom as receivedInRecordRoom,
  sendToRecordRoom as sentToRecordRoom,
} from '../../shared/domain/closure.ts';
import { DomainError } from '../../shared/domain/errors.ts';
import { mayDo, mustHave } from '../../shared/http/access.ts';
import { mustBeAt, write } from '../../shared/http/operation.ts';
import * as directory from '../../shared/store/directoryStore.ts';
import * as files from '../../shared/store/fileStore.ts';
import { saveFile } from './saveRecords.ts';

export const sendToRecordRoom = write(
  recordRoutes.sendToRecordRoom,
  async ({ params, body, officer, at, version, door }) => {
    const { stored, unit, policy } = await door.load({
      stored: files.ref(params.fileId),
      unit: directory.unit(body.unitId),
      policy: directory.policy,
    });
    const file = mayDo(officer, 'send-to-record-room', stored?.state, 'file-not-with-you');
    mustBeAt(version, stored?.head.seq ?? 0);
    if (!stored) throw new DomainError('not-found', 'There is no such file.');
    const keeper = unit?.dealingPost;
    if (unit?.kind !== 'record-room' || !keeper) {
      throw new DomainError('no-record-room', 'That branch is no record room with a desk.');
    }
    const act = { at, policy: directory.present(policy, 'policy') };
    const changed = sentToRecordRoom(file, keeper, act);
    return saveFile(
      door,
      { stored, changed },
      {
        companions: files.movementRows(file, changed, 'sent-to-record-room', { at, by: officer }),
        checks: [directory.postIsActive(keeper.id)],
      },
    );
  },
);

export const receiveInRecordRoom = write(
  recordRoutes.receiveInRecordRoom,
  async ({ params, body, officer, at, version, door }) => {
    mustHave(officer, 'record-keeper');
    const { stored, policy } = await door.load({
      stored: files.ref(params.fileId),
      policy: directory.policy,
    });
    const file = mayDo(officer, 'receive', stored?.state, 'not-in-transit');
    mustBeAt(version, stored?.head.seq ?? 0);
    if (!stored) throw new DomainError('not-found', 'There is no such file.');
    const { place } = body;
    const act = { at, policy: directory.present(policy, 'policy'), place };
    return saveFile(door, { stored, changed: receivedInRecordRoom(file, officer, act) });
  },
);
