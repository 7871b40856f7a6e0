import { sampleDistrict } from '../../infra/local/sampleDistrict.ts';
import {
  approveDraft,
  beginDraft,
  type CitableReceipt,
  type Draft,
  type DraftGround,
  type DraftInput,
  DraftInput as DraftInputSchema,
  type DraftVersion,
  signDraft,
  submitDraft,
} from '../../shared/domain/draft.ts';
import type { File } from '../../shared/domain/file.ts';
import { signers } from '../../shared/domain/signing.ts';
import { digest } from '../../shared/store/digest.ts';
import { aFile } from './files.ts';
import { at, officer, policy, post } from './officers.ts';

export const [collectorate, tehsil, publicWorks] = sampleDistrict.offices;

/** What the sample district knows, and the letters a test puts on the file. */
export const groundWith = (...letters: CitableReceipt[]): DraftGround => ({
  policy,
  office: (id) => sampleDistrict.offices.find((each) => each.id === id),
  post: (id) => sampleDistrict.posts.find((each) => each.id === id),
  receipt: (id) => letters.find((each) => each.id === id),
});
export const ground = groundWith();

/** A letter that lacks nothing, signed by the superintendent, unless a test says otherwise. */
export const letterInput = (more: Partial<DraftInput> = {}): DraftInput =>
  DraftInputSchema.parse({
    form: 'letter',
    language: 'hi',
    subject: { hi: 'सीमांकन बाबत' },
    slots: {
      body: ['सीमांकन दिनांक 05.12.2026 को किया जावे।'],
      phone: '07727-000000',
      email: 'karyalay@namuna.example',
    },
    addressees: [{ kind: 'outside', name: 'कोई नमूना', address: 'ग्राम नमूनापुर', mode: 'post' }],
    signatory: post('adhikshak').id,
    ...more,
  });

export const draftId = 'drf_01K00000000000000000000001';
export const begun = (more: Partial<DraftInput> = {}, file: File = aFile(), by = 'rajasv1') =>
  beginDraft(file, letterInput(more), ground, officer(by), { id: draftId, at, digest });

interface Step {
  readonly draft: Draft;
  readonly saved: DraftVersion;
}
/** A draft brought as far as a state, by those whose business it is. */
export function draftIn(
  status: 'editing' | 'with-superior' | 'approved' | 'signed',
  more: Partial<DraftInput> = {},
): Step {
  const { record, saved } = begun(more);
  const { contentHash } = record;
  if (status === 'editing') return { draft: record, saved };
  const put = submitDraft(aFile(), record, officer('rajasv1')).record;
  if (status === 'with-superior') return { draft: put, saved };
  const by = officer('adhikshak');
  const approved = approveDraft(aFile(), put, { contentHash, officer: by, at }).record;
  if (status === 'approved') return { draft: approved, saved };
  const proof = { kind: 'none' as const };
  return {
    draft: signDraft(aFile(), approved, { contentHash, proof, officer: by, at, signers }).record,
    saved,
  };
}
