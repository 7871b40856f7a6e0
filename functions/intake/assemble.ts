import type * as z from 'zod';
import { finishReading } from '../../shared/domain/document.ts';
import { digest } from '../../shared/store/digest.ts';
import * as documents from '../../shared/store/documentStore.ts';
import { wholeTextKey } from '../../shared/store/objectKeys.ts';
import { discardQuarantined, getJson, putJson } from '../../shared/store/objects.ts';
import { StoredReading, type WholeText } from '../../shared/store/pageText.ts';
import { load } from '../../shared/store/reading.ts';
import { asSystem } from '../../shared/store/systemDoor.ts';

const rowsPerPage = 100;
/** How many page texts are fetched side by side. */
const abreast = 16;

/** Puts the texts of all pages together, on record and before the search index. */
export async function assemble(documentId: string): Promise<{ failedPages: number[] }> {
  const { stored } = await load({ stored: documents.ref(documentId) });
  if (!stored) throw new Error(`${documentId} is gone.`);
  // Whatever was sent to the used address meanwhile is not kept.
  await discardQuarantined(documentId);
  const { pages = 0 } = stored.state;
  const texts: string[] = Array.from({ length: pages }, () => '');
  let blank = 0;
  const failed = new Set(Array.from({ length: pages }, (_, index) => index + 1));
  for (let after: number | undefined, more = true; more; ) {
    const slice = await documents.pages(documentId, { limit: rowsPerPage, after });
    for (let first = 0; first < slice.items.length; first += abreast) {
      await Promise.all(
        slice.items.slice(first, first + abreast).map(async ({ page, textKey, state }) => {
          if (state === 'blank' && page <= pages) blank += 1;
          if (!textKey || page > pages) return;
          texts[page - 1] = StoredReading.parse(await getJson(textKey)).text;
          failed.delete(page);
        }),
      );
    }
    after = slice.items.at(-1)?.page;
    more = slice.more;
  }
  const whole: z.infer<typeof WholeText> = { pages: texts };
  await putJson(wholeTextKey(documentId), whole);

  const failedPages = [...failed].sort((a, b) => a - b);
  const at = new Date().toISOString();
  await asSystem({ name: 'reading', key: documentId, at }, async (door) => {
    const current = await door.load({ stored: documents.ref(documentId) });
    if (current.stored?.state.state !== 'reading') return { body: { failedPages } };
    const textSha256 = digest(JSON.stringify(whole));
    const finished = finishReading(current.stored.state, {
      failedPages,
      textSha256,
      at,
      blank: blank === pages,
    });
    return door.commit({
      records: [documents.change(current.stored, finished)],
      effects: [{ kind: 'index-record', recordId: documentId }],
      reply: () => ({ failedPages }),
    });
  });
  return { failedPages };
}
