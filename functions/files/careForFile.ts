import { fileRoutes } from '../../shared/api/routes/files.ts';
import { DomainError } from '../../shared/domain/errors.ts';
import {
  addAlias,
  amend,
  granted,
  link,
  merge,
  nameReader,
  openPart,
  park,
  placePaper,
  unlink,
  wake,
} from '../../shared/domain/fileCare.ts';
import { toConfirm } from '../../shared/domain/notice.ts';
import { shortNumberOf } from '../../shared/domain/numbering.ts';
import { mayDo, mustHave } from '../../shared/http/access.ts';
import { mustBeAt, write } from '../../shared/http/operation.ts';
import { newId, newShortValues } from '../../shared/store/digest.ts';
import * as directory from '../../shared/store/directoryStore.ts';
import * as files from '../../shared/store/fileStore.ts';
import { hasOpenNotes, noneBegun, noteStill } from '../../shared/store/noteStore.ts';
import { noticeRows } from '../../shared/store/noticeStore.ts';
import { numberGuard, shortNumberCompanion } from '../../shared/store/numberStore.ts';
import { saveFile } from './saveFile.ts';

const noFile = () => new DomainError('not-found', 'There is no such file.');
const reindexed = (recordId: string) => [{ kind: 'index-record', recordId } as const];

export const amendFile = write(
  fileRoutes.amendFile,
  async ({ params, body, officer, at, version, door }) => {
    const { stored } = await door.load({ stored: files.ref(params.fileId) });
    const file = mayDo(officer, 'link', stored?.state, 'file-not-with-you');
    mustBeAt(version, stored?.head.seq ?? 0);
    const amended = amend(file, body, at);
    const raised = amended.record.classification !== file.classification;
    return saveFile(door, stored, amended, {
      companions: [
        files.amendedRow(amended.record),
        ...(raised ? files.unnamedChainRow(amended.record) : []),
      ],
      effects: [
        ...reindexed(file.id),
        // What is in it is too much for one write, and follows.
        ...(raised ? [{ kind: 'close-papers' as const, fileId: file.id }] : []),
      ],
    });
  },
);

export const addFileAlias = write(
  fileRoutes.addFileAlias,
  async ({ params, body, officer, at, version, door }) => {
    const { stored } = await door.load({ stored: files.ref(params.fileId) });
    const file = mayDo(officer, 'link', stored?.state, 'file-not-with-you');
    mustBeAt(version, stored?.head.seq ?? 0);
    return saveFile(door, stored, addAlias(file, body.number, at), {
      companions: [files.aliasRow(file.officeId, body.number, file.id)],
      effects: reindexed(file.id),
    });
  },
);

export const openFilePart = write(
  fileRoutes.openFilePart,
  async ({ params, body, officer, at, version, door }) => {
    mustHave(officer, 'create-file');
    const { stored, policy } = await door.load({
      stored: files.ref(params.fileId),
      policy: directory.policy,
    });
    const file = mayDo(officer, 'open-part', stored?.state, 'file-not-with-you');
    mustBeAt(version, stored?.head.seq ?? 0);
    if (!stored) throw noFile();
    const id = newId('fil');
    const shortNumber = shortNumberOf(newShortValues());
    const { numbering } = directory.present(policy, 'policy');
    const opened = openPart(file, body, officer, { id, shortNumber, at, numbering });
    return saveFile(door, undefined, opened.part, {
      others: [{ stored, changed: opened.parent }],
      companions: [
        numberGuard(opened.part.record.number, id),
        shortNumberCompanion(shortNumber, id),
        files.openedRow(opened.part.record),
      ],
      effects: reindexed(id),
    });
  },
);

export const linkFile = write(
  fileRoutes.linkFile,
  async ({ params, body, officer, at, version, door }) => {
    const { stored, other } = await door.load({
      stored: files.ref(params.fileId),
      other: files.ref(body.fileId),
    });
    const file = mayDo(officer, 'link', stored?.state, 'file-not-with-you');
    const linked = mayDo(officer, 'see-cover', other?.state, 'not-found');
    mustBeAt(version, stored?.head.seq ?? 0);
    return saveFile(door, stored, link(file, linked, body, at));
  },
);

export const unlinkFile = write(
  fileRoutes.unlinkFile,
  async ({ params, body, officer, at, version, door }) => {
    const { stored } = await door.load({ stored: files.ref(params.fileId) });
    const file = mayDo(officer, 'link', stored?.state, 'file-not-with-you');
    mustBeAt(version, stored?.head.seq ?? 0);
    return saveFile(door, stored, unlink(file, params.linkedId, body.extract, at));
  },
);

export const placeFile = write(
  fileRoutes.placeFile,
  async ({ params, body, officer, at, version, door }) => {
    const { stored } = await door.load({ stored: files.ref(params.fileId) });
    const file = mayDo(officer, 'place', stored?.state, 'file-not-with-you');
    mustBeAt(version, stored?.head.seq ?? 0);
    return saveFile(door, stored, placePaper(file, body, officer, at));
  },
);

export const nameFileReader = write(
  fileRoutes.nameFileReader,
  async ({ params, body, officer, at, version, door }) => {
    const { fileId, postId } = params;
    const { stored, reader, request, policy } = await door.load({
      stored: files.ref(fileId),
      reader: directory.post(postId),
      request: files.viewRequest(fileId, postId),
      policy: directory.policy,
    });
    const file = mayDo(officer, 'name-reader', stored?.state, 'file-not-with-you');
    mustBeAt(version, stored?.head.seq ?? 0);
    if (!reader) throw new DomainError('not-found', 'There is no such post.');
    const { reason } = body;
    const told = { by: officer.post, at, policy: directory.present(policy, 'policy') };
    return saveFile(door, stored, nameReader(file, reader, reason, at), {
      companions: [
        ...(request ? [files.viewRequestCompanion(fileId, granted(request, at))] : []),
        ...noticeRows(file, [{ to: postId, kind: 'view-granted', reason }], told),
      ],
      checks: [directory.postIsActive(postId)],
    });
  },
);

export const parkFile = write(
  fileRoutes.parkFile,
  async ({ params, body, officer, at, version, door }) => {
    const { stored, note, policy } = await door.load({
      stored: files.ref(params.fileId),
      note: files.draft(params.fileId, officer.post.id),
      policy: directory.policy,
    });
    const file = mayDo(officer, 'park', stored?.state, 'file-not-with-you');
    mustBeAt(version, stored?.head.seq ?? 0);
    const act = { at, policy: directory.present(policy, 'policy') };
    const parked = park(file, body, officer, { ...act, draft: note });
    const { record, draft } = parked;
    return saveFile(door, stored, parked, {
      companions: [
        files.parkedRow(file.id, body.until),
        ...(draft ? files.sealedDraftCompanions(note, draft) : []),
        ...noticeRows(record, draft ? toConfirm(note, record.noteCount) : [], {
          ...act,
          by: officer.post,
        }),
      ],
      checks: noneBegun(file.id, officer.post.id, { read: note, sealed: draft }),
      effects: draft ? [{ kind: 'index-note', fileId: file.id, noteNo: record.noteCount }] : [],
    });
  },
);

export const wakeFile = write(
  fileRoutes.wakeFile,
  async ({ params, officer, at, version, door }) => {
    const { stored } = await door.load({ stored: files.ref(params.fileId) });
    const file = mayDo(officer, 'wake', stored?.state, 'file-not-with-you');
    mustBeAt(version, stored?.head.seq ?? 0);
    return saveFile(door, stored, wake(file, 'holder', { officer, at }));
  },
);

export const mergeFile = write(
  fileRoutes.mergeFile,
  async ({ params, body, officer, at, version, door }) => {
    const [{ stored, into, note }, openNotes] = await Promise.all([
      door.load({
        stored: files.ref(params.fileId),
        into: files.ref(body.into),
        note: files.draft(params.fileId, officer.post.id),
      }),
      hasOpenNotes(params.fileId),
    ]);
    const file = mayDo(officer, 'merge', stored?.state, 'file-not-with-you');
    const other = mayDo(officer, 'see-cover', into?.state, 'not-found');
    mustBeAt(version, stored?.head.seq ?? 0);
    if (!into) throw noFile();
    const merged = merge(file, other, body.reason, { officer, at, openNotes });
    return saveFile(door, stored, merged.file, {
      others: [{ stored: into, changed: merged.into }],
      checks: [noteStill(params.fileId, officer.post.id, note)],
    });
  },
);
