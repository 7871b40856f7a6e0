/** The file is found by what stands in it, and tells where it has been. */
import type { Day } from '../day.ts';
import { act, out, step, until } from '../telling.ts';
import type { Application } from './counter.ts';
import type { OpenFile } from './file.ts';

export async function finding(day: Day, file: OpenFile, letter: Application): Promise<void> {
  act('खोज और संचलन', 'Finding it, and where it has been');
  const { collector } = day;
  for (const [hi, en, q] of [
    ['नस्ती मिली, स्कैन के शब्द से', 'found by a word of the scan', letter.word],
    ['नस्ती मिली, टीप के शब्द से', 'found by a word of the note', file.word],
    ['नस्ती मिली, क्रमांक से', 'found by its number', file.number],
  ] as const) {
    const hit = await until(`“${q}” to be found`, async () => {
      const { body } = await collector.search({ query: { q } });
      return body.items.find(({ id }) => id === file.id);
    });
    step(hi, en, `“${q}” → ${hit.number} (${hit.foundIn})`);
  }
  await timeline(day, file.id);
}

async function timeline({ collector }: Day, fileId: string): Promise<void> {
  const { body } = await collector.getTimeline({ params: { fileId }, query: {} });
  step(
    'नस्ती का संचलन',
    'timeline: who, in which post, on whose behalf, when, how long it lay',
    `${body.items.length} events`,
  );
  for (const { seq, type, at, by, lay } of body.items) {
    const behalf = by.onBehalfOf ? `, ${by.onBehalfOf.hi} की ओर से` : '';
    const who = by.system ?? `${by.name?.hi}, ${by.designation?.hi}${behalf}`;
    const lain = lay ? `  (${lay.with.designation.hi} के पास ${lay.seconds} से.)` : '';
    out(`        ${String(seq).padStart(2)} ${at.slice(0, 19)}  ${type.padEnd(17)} ${who}${lain}`);
  }
}
