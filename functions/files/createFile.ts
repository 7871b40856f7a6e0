import { fileRoutes } from '../../shared/api/routes/files.ts';
import { financialYearOf } from '../../shared/domain/calendar.ts';
import { DomainError } from '../../shared/domain/errors.ts';
import { openFile } from '../../shared/domain/file.ts';
import { officeNumberOf, seriesOf, shortNumberOf } from '../../shared/domain/numbering.ts';
import { mustHave } from '../../shared/http/access.ts';
import { write } from '../../shared/http/operation.ts';
import { newId, newShortValues } from '../../shared/store/digest.ts';
import * as directory from '../../shared/store/directoryStore.ts';
import * as files from '../../shared/store/fileStore.ts';
import { allot, counter, shortNumberCompanion } from '../../shared/store/numberStore.ts';
import { sealOf } from '../../shared/store/recordStore.ts';

/** The financial year begins in April everywhere in India; a district whose policy differs is refused below. */
const yearStart = 4;

export const createFile = write(fileRoutes.createFile, async ({ body, officer, at, door }) => {
  mustHave(officer, 'create-file');
  const { post } = officer;
  const year = financialYearOf(at, yearStart);
  // The head's id stands for its code here: the series must be named before the head is read.
  const series = seriesOf('file', '{OFF}/{HEAD}/{FY}', {
    OFF: post.officeCode,
    HEAD: body.headId,
    FY: year,
  });
  const { policy, head, last } = await door.load({
    policy: directory.policy,
    head: directory.subjectHead(post.officeId, body.headId),
    last: counter(series),
  });
  if (!head) throw new DomainError('not-found', 'There is no such subject head in your office.');
  const { numbering, financialYearStartMonth } = directory.present(policy, 'policy');
  if (financialYearStartMonth !== yearStart) throw new Error('The financial year begins in April.');

  const id = newId('fil');
  const shortNumber = shortNumberOf(newShortValues());
  const parts = {
    OFF: post.officeCode,
    UNIT: post.unitCode,
    HEAD: head.code,
    FY: year,
  };
  const number = officeNumberOf(numbering.file, parts, (last ?? 0) + 1);
  const opened = openFile(body, officer, head, { id, number, shortNumber, at });
  return door.commit({
    records: [files.change(undefined, opened)],
    companions: [
      ...allot(series, last, number, id),
      shortNumberCompanion(shortNumber, id),
      files.openedRow(opened.record),
      files.accessRow(opened.record, 1),
    ],
    effects: [{ kind: 'index-record', recordId: id }],
    reply: (headOf) => ({ file: opened.record, version: headOf(id).seq, seal: sealOf(headOf(id)) }),
  });
});
