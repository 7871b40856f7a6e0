import { sampleDistrict } from '../../infra/local/sampleDistrict.ts';
import { type File, openFile } from '../../shared/domain/file.ts';
import { at, officer } from './officers.ts';

/** A file just opened by the revenue assistant, unless a test says otherwise. */
export function aFile(username = 'rajasv1', more: Partial<File> = {}): File {
  const by = officer(username);
  const head = sampleDistrict.subjectHeads.find(({ officeId }) => officeId === by.post.officeId);
  if (!head) throw new RangeError(username);
  const { record } = openFile({ subject: { hi: 'सीमांकन प्रकरण' }, headId: head.id }, by, head, {
    id: 'fil_01K00000000000000000000001',
    number: 'BBZ-COL/REV/B-121/00001/2026-27',
    shortNumber: '0000-0000',
    at,
  });
  return { ...record, ...more };
}
