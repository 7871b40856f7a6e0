import type { Print } from '../../shared/domain/print.ts';
import { type LetterOf, letter } from '../../shared/press/letter.ts';
import type { Typeset } from '../../shared/press/typeset.ts';
import * as drafts from '../../shared/store/draftStore.ts';
import * as files from '../../shared/store/fileStore.ts';
import * as issues from '../../shared/store/issueStore.ts';
import { load } from '../../shared/store/reading.ts';
import { verifyAddress } from './addresses.ts';
import { type Make, officeOf } from './sources.ts';

/** A letter that went out, or a draft with its mark across. */
export const printLetter: Make = async (print, sink) => {
  const { pdf, pages } = await set(print);
  await sink.write(pdf);
  return { pages };
};

async function set({ wanted }: Print): Promise<Typeset> {
  if (wanted.kind === 'issue') return issuedLetter(wanted.issueId);
  if (wanted.kind !== 'draft') throw new RangeError(`${wanted.kind} is no letter.`);
  const { draftId, fileId } = wanted;
  const [{ stored, file }, newest] = await Promise.all([
    load({ stored: drafts.ref(draftId), file: files.ref(fileId) }),
    drafts.newest(draftId),
  ]);
  if (!stored || !newest) throw new Error(`${draftId} is gone.`);
  return letter({
    content: newest.content,
    office: (await officeOf(stored.state.officeId)).name,
    // A file that became confidential takes its drafts with it, those too that were written before.
    confidential: [stored, file].some((each) => each?.state.classification === 'confidential'),
    made: newest.at,
  });
}

/** The letter as it went out, under the name of the office that issued it; marked where it, or who prints it, is confidential. */
export async function issuedLetter(
  issueId: string,
  { confidential = false } = {},
): Promise<Typeset> {
  const { stored, content } = await load({
    stored: issues.ref(issueId),
    content: issues.letter(issueId),
  });
  if (!stored || !content) throw new Error(`${issueId} is gone.`);
  const { number, issuedOn, issuedAt, signature, verificationCode, classification } = stored.state;
  const of: LetterOf = {
    content,
    office: (await officeOf(stored.state.officeId)).name,
    confidential: confidential || classification === 'confidential',
    made: issuedAt,
    issued: {
      number,
      day: issuedOn,
      signature,
      verification: { code: verificationCode, address: verifyAddress(verificationCode) },
    },
  };
  return letter(of);
}
