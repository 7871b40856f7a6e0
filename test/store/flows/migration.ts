import { expect } from 'vitest';
import { sampleDistrict } from '../../../infra/local/sampleDistrict.ts';
import { aDocument, type Flow } from './day.ts';

/** [row 16] An old file with its scan is looked over, brought onto the system, and found by its old number. */
export const migration: Flow = async (day) => {
  const { done } = day;
  const unitOf = (code: string) =>
    sampleDistrict.units.find((unit) => unit.code === code)?.id ?? '';
  const body = {
    unitId: unitOf('REG'),
    recordRoomId: unitOf('RRM'),
    rows: [
      {
        legacyNumber: '47/आवक/2003',
        subject: { hi: 'पुराना नामांतरण प्रकरण' },
        headId: sampleDistrict.subjectHeads[0]?.id,
        openedOn: '2003-05-02',
        closedOn: '2004-01-20',
        nature: 'electronic',
        documentIds: [await aDocument(day, 'regadhikshak')],
      },
    ],
  };
  const looked = await done('regadhikshak', 'migrateFiles', { body: { ...body, dryRun: true } });
  expect(looked.body).toEqual({ findings: [], files: [] });
  const brought = await done('regadhikshak', 'migrateFiles', { body });
  const [file] = brought.body.files;
  const found = await done('regadhikshak', 'findFiles', { query: { number: '47 / आवक / 2003' } });
  expect(found.body.items).toEqual([file.fileId]);
  const cover = await done('abhilekh', 'getFile', { params: { fileId: file.fileId } });
  expect(cover.body.file).toMatchObject({
    status: 'recorded',
    aliases: ['47/आवक/2003'],
    correspondencePages: 1,
    retention: { category: 'A', closedOn: '2004-01-20' },
  });
  // A second time it is known, and nothing is written.
  const again = await done('regadhikshak', 'migrateFiles', { body });
  expect(again.body.files).toEqual([]);
  expect(again.body.findings.map(({ code }: { code: string }) => code).sort()).toEqual([
    'alias-exists',
    'document-attached',
  ]);
};
