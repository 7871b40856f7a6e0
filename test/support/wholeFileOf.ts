/** Material for whole-file prints: a file with notes and letters of any number, and documents made of small pictures. */
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CorrespondenceItem } from '../../shared/domain/correspondence.ts';
import { postRef } from '../../shared/domain/directory.ts';
import type { SealedNote } from '../../shared/domain/note.ts';
import type { NoteToPrint } from '../../shared/press/noteSheet.ts';
import type { Fetched, WholeFileOf } from '../../shared/press/wholeFile.ts';
import { aFile } from './files.ts';
import { at, officer } from './officers.ts';

interface MadeDocument {
  readonly from: string;
  readonly type: string;
  readonly pages: number;
}

export interface Made {
  /** Each letter's documents: the file they are copied from, their type, and how many pages they have. None: on paper. */
  readonly letters: readonly MadeDocument[];
  readonly notes: number;
  /** What is appended to the last note, and to the last letter. */
  readonly appended?: {
    readonly toNote: readonly MadeDocument[];
    readonly toLetter: readonly MadeDocument[];
  };
  readonly more?: Partial<WholeFileOf['file']>;
  readonly folder: string;
}

export function wholeFileOf({ letters, notes, folder, appended, more }: Made): WholeFileOf {
  const writer = officer('rajasv1');
  const pages = letters.reduce((sum, letter) => sum + Math.max(letter.pages, 1), 0);
  const { toNote = [], toLetter = [] } = appended ?? {};
  const sources = [...letters, ...toNote, ...toLetter];
  const attached = (index: number, { pages }: MadeDocument) => ({
    documentId: `doc_${String(index).padStart(26, '0')}`,
    pages,
    sha256: 'ab'.repeat(32),
  });
  const inSeries = (documents: readonly MadeDocument[], first: number) => {
    let page = 0;
    return documents.map((document, index) => {
      const pageFrom = page + 1;
      page += document.pages;
      return { ...attached(first + index, document), pageFrom, pageTo: page };
    });
  };
  const noteAppendices = inSeries(toNote, letters.length);
  const letterAppendices = inSeries(toLetter, letters.length + toNote.length);
  async function* allNotes(): AsyncGenerator<NoteToPrint> {
    for (let no = 1; no <= notes; no += 1) {
      const note: SealedNote = {
        noteId: 'nte_01K00000000000000000000001',
        no,
        paragraphFrom: no,
        paragraphs: [`टीप क्रमांक ${no}: पृष्ठ ${no}/प अवलोकनीय है।`],
        at,
        by: { personId: writer.personId, name: writer.name, post: postRef(writer.post) },
        ...(no === notes && noteAppendices.length > 0 && { appendices: noteAppendices }),
      };
      yield { note, hash: 'ab'.repeat(32), names: {} };
    }
  }
  async function* allLetters(): AsyncGenerator<CorrespondenceItem> {
    let page = 0;
    for (const [index, letter] of letters.entries()) {
      const taken = Math.max(letter.pages, 1);
      yield {
        kind: 'receipt',
        no: index + 1,
        receiptId: 'rcp_01K00000000000000000000001',
        receiptNumber: `BBZ-COL/2026/${String(index + 1).padStart(6, '0')}`,
        subject: { hi: `पत्र ${index + 1}` },
        flag: index === 0 ? 'puc' : 'fr',
        pageFrom: page + 1,
        pageTo: page + taken,
        documents: letter.pages === 0 ? [] : [attached(index, letter)],
      } as CorrespondenceItem;
      page += taken;
    }
  }
  return {
    printId: 'prt_01K00000000000000000000001',
    file: aFile('rajasv1', {
      noteCount: notes,
      paragraphCount: notes,
      correspondenceCount: letters.length,
      correspondencePages: pages,
      noteAppendixPages: noteAppendices.at(-1)?.pageTo ?? 0,
      correspondenceAppendixPages: letterAppendices.at(-1)?.pageTo ?? 0,
      correspondenceAppendices: letterAppendices.map((each) => ({ no: letters.length, ...each })),
      ...more,
    }),
    head: { seq: 12, hash: 'cd'.repeat(32) },
    office: { name: writer.post.officeName },
    asked: { by: writer.post.designation, at },
    notes: allNotes,
    correspondence: allLetters,
    issued: async (issueId) => {
      throw new RangeError(`No letter ${issueId} went out.`);
    },
    async fetch({ documentId }): Promise<Fetched | { hi: string; en: string }> {
      const letter = sources[Number(documentId.slice(4))];
      if (!letter?.from) return { hi: 'मूल नहीं है', en: 'The original is gone' };
      const path = join(folder, documentId);
      copyFileSync(letter.from, path);
      return { path, mediaType: letter.type };
    },
    folder,
  };
}
