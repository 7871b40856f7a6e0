import * as z from 'zod';
import { fileRoutes } from '../../shared/api/routes/files.ts';
import {
  emptyHead,
  type FindingCode,
  isUnsettled,
  startOfWalk,
  verify,
  verifyHead,
} from '../../shared/domain/ledger.ts';
import { mayDo } from '../../shared/http/access.ts';
import { limitOf } from '../../shared/http/lists.ts';
import { read } from '../../shared/http/operation.ts';
import { cursorAt, placeOf } from '../../shared/store/cursor.ts';
import { digest } from '../../shared/store/digest.ts';
import * as files from '../../shared/store/fileStore.ts';
import { type Item, load } from '../../shared/store/reading.ts';
import { sealOf } from '../../shared/store/recordStore.ts';

/** How far a verification has come: the walk, the serials of the text series, and what was found. */
const Place = z.object({
  walk: z.object({ seq: z.int(), hash: z.string(), at: z.string() }),
  noteNo: z.int(),
  corrNo: z.int(),
  altered: z.boolean(),
});
const start: z.infer<typeof Place> = { walk: startOfWalk, noteNo: 0, corrNo: 0, altered: false };

/** Verifies a run of events and their texts in one round trip; long files go on by cursor. */
export const getProof = read(fileRoutes.getProof, async ({ params, query, officer, at }) => {
  const { fileId } = params;
  const list = `proof/${fileId}`;
  const place = placeOf(list, query.cursor, (value) => Place.parse(value)) ?? start;
  const limit = limitOf(query, 200);
  const [{ stored }, [events, ...texts]] = await Promise.all([
    load({ stored: files.ref(fileId) }),
    files.sealedWindow(fileId, { ...place, seq: place.walk.seq }, limit),
  ]);
  mayDo(officer, 'verify', stored?.state);
  const head = stored?.head ?? emptyHead;

  const textsOf = new Map<unknown, Item>();
  for (const { items } of texts) for (const item of items) textsOf.set(item.eventSeq, item);
  const entries = events.items.map((item) => {
    const text = textsOf.get(seqOf(item));
    return { event: item.event, hash: item.hash, fields: text && files.fieldsOf(text) };
  });
  const { walk, findings } = verify(place.walk, entries, fileId, digest);
  const last = !events.more;
  const found = [...findings, ...(last ? verifyHead(walk, head) : [])];
  // Written while it was read: nothing is said of this run, and the cursor leads to it once more.
  const again = isUnsettled(found, [head.at, walk.at], at);
  const all = again ? [] : found;
  const ended = last && !again;
  const altered = place.altered || all.length > 0;
  const highest = (series: 'note' | 'correspondence', before: number) =>
    events.items.reduce(
      (most, item) => (item.series === series ? Math.max(most, Number(item.no)) : most),
      before,
    );
  return {
    body: {
      fileId,
      verdict: ended
        ? altered
          ? ('altered' as const)
          : ('intact' as const)
        : ('incomplete' as const),
      checked: { from: place.walk.seq + 1, to: again ? place.walk.seq : walk.seq },
      head: sealOf(head),
      findings: all.map(({ seq, code, field = null }) => ({
        seq,
        code,
        field,
        sentence: sentences[code](seq),
      })),
      events: (again ? [] : events.items).map(({ event, hash }) => ({
        event: event as never,
        hash: String(hash),
      })),
      next: ended
        ? null
        : cursorAt(
            list,
            again
              ? place
              : {
                  walk,
                  noteNo: highest('note', place.noteNo),
                  corrNo: highest('correspondence', place.corrNo),
                  altered,
                },
          ),
    },
  };
});

/** By its key, which is where it stands, and not by what the event itself claims. */
const seqOf = ({ sk }: Item): number => Number(String(sk).slice(2));

const sentences: Record<FindingCode, (seq: number) => { hi: string; en: string }> = {
  'event-missing': (n) => ({ hi: `प्रविष्टि ${n} नहीं है।`, en: `Event ${n} is missing.` }),
  'event-altered': (n) => ({ hi: `प्रविष्टि ${n} बदली गई है।`, en: `Event ${n} was altered.` }),
  'chain-broken': (n) => ({
    hi: `प्रविष्टि ${n} पिछली प्रविष्टि से नहीं जुड़ती।`,
    en: `Event ${n} does not follow from the one before it.`,
  }),
  'text-missing': (n) => ({
    hi: `प्रविष्टि ${n} का पाठ नहीं है।`,
    en: `The text of event ${n} is missing.`,
  }),
  'text-altered': (n) => ({
    hi: `प्रविष्टि ${n} का पाठ बदला गया है।`,
    en: `The text of event ${n} was altered.`,
  }),
  'time-reversed': (n) => ({
    hi: `प्रविष्टि ${n} का समय पिछली से पहले का है।`,
    en: `Event ${n} is dated before the one ahead of it.`,
  }),
  'head-altered': (n) => ({
    hi: `नस्ती का शीर्ष प्रविष्टि ${n} से मेल नहीं खाता।`,
    en: `The file's head does not agree with event ${n}.`,
  }),
  'event-not-anchored': (n) => ({
    hi: `प्रविष्टि ${n} नस्ती के शीर्ष के बाद की है।`,
    en: `Event ${n} stands after the file's head.`,
  }),
  unreadable: (n) => ({ hi: `प्रविष्टि ${n} पढ़ी नहीं जाती।`, en: `Event ${n} cannot be read.` }),
};
