import { recordRoutes } from '../../shared/api/routes/records.ts';
import { financialYearOf } from '../../shared/domain/calendar.ts';
import { appendToFile } from '../../shared/domain/correspondence.ts';
import type { SubjectHead, Unit } from '../../shared/domain/directory.ts';
import { type DocumentRecord, mustBeFree } from '../../shared/domain/document.ts';
import { DomainError, type DomainErrorCode } from '../../shared/domain/errors.ts';
import { findingsOf, migrateFile } from '../../shared/domain/migration.ts';
import { officeNumberOf, seriesOf, shortNumberOf } from '../../shared/domain/numbering.ts';
import { mustHave } from '../../shared/http/access.ts';
import { write } from '../../shared/http/operation.ts';
import { newId, newShortValues } from '../../shared/store/digest.ts';
import * as directory from '../../shared/store/directoryStore.ts';
import * as documents from '../../shared/store/documentStore.ts';
import type { Companion, Effect, RecordChange } from '../../shared/store/door.ts';
import * as files from '../../shared/store/fileStore.ts';
import {
  counter,
  counterCompanion,
  legacyGuard,
  legacyNumber,
  numberGuard,
  shortNumberCompanion,
} from '../../shared/store/numberStore.ts';
import type { Ref } from '../../shared/store/reading.ts';
import type { Stored } from '../../shared/store/recordStore.ts';
import { dueRows } from '../../shared/store/reviewStore.ts';

/** The financial year begins in April everywhere in India; a district whose policy differs is refused below. */
const yearStart = 4;

/** All rows of a call are written together or none is: then the findings say why. */
export const migrateFiles = write(
  recordRoutes.migrateFiles,
  async ({ body, officer, at, door }) => {
    mustHave(officer, 'records-officer');
    mustHave(officer, 'create-file');
    const { rows, unitId, recordRoomId, dryRun = false } = body;
    const { post } = officer;
    const year = financialYearOf(at, yearStart);
    const seriesFor = (headId: string) =>
      seriesOf('file', '{OFF}/{HEAD}/{FY}', { OFF: post.officeCode, HEAD: headId, FY: year });
    const headIds = [...new Set(rows.map(({ headId }) => headId))];
    const refs: Record<string, Ref<unknown>> = {};
    for (const id of headIds) {
      refs[id] = directory.subjectHead(post.officeId, id);
      refs[seriesFor(id)] = counter(seriesFor(id));
    }
    for (const row of rows) {
      refs[`old/${row.legacyNumber}`] = legacyNumber(post.officeId, row.legacyNumber);
      for (const id of row.documentIds) refs[id] = documents.ref(id);
    }
    const loaded = await door.load({
      ...refs,
      policy: directory.policy,
      unit: directory.unit(unitId),
      room: recordRoomId === undefined ? undefined : directory.unit(recordRoomId),
    });
    const found = loaded as Readonly<Record<string, unknown>>;
    const policy = directory.present(loaded.policy, 'policy');
    if (policy.financialYearStartMonth !== yearStart) {
      throw new Error('The financial year begins in April.');
    }
    const branch = deskOf(loaded.unit, post.officeId);
    const room = recordRoomId === undefined ? undefined : deskOf(loaded.room, post.officeId);
    if (room && room.unit.kind !== 'record-room') {
      throw new DomainError('no-record-room', 'That branch is no record room.');
    }
    const headOf = (id: string) => found[id] as SubjectHead | undefined;
    const documentOf = (id: string) => found[id] as Stored<DocumentRecord> | undefined;
    const findings = findingsOf(rows, {
      at,
      headOf,
      isKnown: (number) => found[`old/${number}`] !== undefined,
      faultOf: (id) => faultOf(documentOf(id), post.officeId, post.id),
      hasRecordRoom: room !== undefined,
    });
    if (findings.length > 0 || dryRun) {
      return door.commit({ records: [], reply: () => ({ findings, files: [] }) });
    }

    const records: RecordChange[] = [];
    const companions: Companion[] = [];
    const effects: Effect[] = [];
    const taken = new Map<string, number>();
    const made = rows.map((row, index) => {
      const head = headOf(row.headId);
      if (!head) throw new Error(`${row.headId} was found a moment ago.`);
      const last = (found[seriesFor(row.headId)] as number | undefined) ?? 0;
      const serial = last + (taken.get(row.headId) ?? 0) + 1;
      taken.set(row.headId, serial - last);
      const parts = { OFF: post.officeCode, UNIT: branch.unit.code, HEAD: head.code, FY: year };
      const number = officeNumberOf(policy.numbering.file, parts, serial);
      const id = newId('fil');
      const shortNumber = shortNumberOf(newShortValues());
      const scans = row.documentIds.map((documentId) => {
        const read = documentOf(documentId);
        if (!read) throw new Error(`${documentId} was found a moment ago.`);
        records.push(
          documents.change(read, appendToFile(read.state, { fileId: id, postId: post.id })),
        );
        companions.push(files.memberCompanion(id, documentId, 1));
        effects.push({ kind: 'index-record', recordId: documentId });
        return { documentId, pages: read.state.pages ?? 1, sha256: read.state.sha256 };
      });
      const { desk } = row.closedOn === undefined ? branch : (room ?? branch);
      const migrated = migrateFile(row, officer, {
        id,
        number,
        shortNumber,
        at,
        policy,
        head,
        unitId,
        desk,
        documents: scans,
      });
      const { record } = migrated;
      records.push(files.change(undefined, migrated));
      companions.push(
        numberGuard(number, id),
        shortNumberCompanion(shortNumber, id),
        legacyGuard(post.officeId, row.legacyNumber, id),
        files.aliasRow(post.officeId, row.legacyNumber, id),
        files.openedRow(record),
        files.accessRow(record, migrated.events.length),
        ...dueRows(record, record),
      );
      effects.push({ kind: 'index-record', recordId: id });
      return { row: index, fileId: id, number, legacyNumber: row.legacyNumber };
    });
    for (const [headId, count] of taken) {
      const last = found[seriesFor(headId)] as number | undefined;
      companions.push(counterCompanion(seriesFor(headId), last, count));
    }
    return door.commit({
      records,
      companions,
      effects,
      reply: () => ({ findings: [], files: made }),
    });
  },
);

/** A branch of one's own office with its desk. @throws not-found, unit-has-no-desk */
function deskOf(unit: Unit | undefined, officeId: string) {
  if (unit?.officeId !== officeId) {
    throw new DomainError('not-found', 'There is no such branch in your office.');
  }
  if (!unit.dealingPost) throw new DomainError('unit-has-no-desk', 'The branch has no desk.');
  return { unit, desk: unit.dealingPost };
}

/** What keeps a document from becoming part of a file. */
function faultOf(
  read: Stored<DocumentRecord> | undefined,
  officeId: string,
  postId: string,
): DomainErrorCode | undefined {
  if (read?.state.officeId !== officeId) return 'not-found';
  try {
    mustBeFree(read.state, postId);
    return undefined;
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    throw error;
  }
}
