const halant = '\u094d';
const anusvara = '\u0902';

/** The five rows of stops, each closed by its own nasal: क ख ग घ take ङ, and so on. */
const rows = ['कखगघङ', 'चछजझञ', 'टठडढण', 'तथदधन', 'पफबभम'];

/** Stop to the nasal of its row. A nasal before itself (अन्न) or another nasal (जन्म) is no anusvara. */
const nasalOfStop: ReadonlyMap<string, string> = new Map(
  rows.flatMap((row) => [...row.slice(0, 4)].map((stop) => [stop, row.slice(4)] as const)),
);

/** न् before a sibilant or ह is also written as anusvara: संस्था, संशोधन. */
const sibilants = 'शषसह';

const standsForAnusvara = (nasal: string, next: string): boolean =>
  nasalOfStop.get(next) === nasal || (nasal === 'न' && sibilants.includes(next));

/** Half nasals before a stop of their own row become anusvara: सम्बन्ध is संबंध, पञ्चायत is पंचायत. */
export const nasal = (word: string): string => {
  if (!word.includes(halant)) return word;
  let folded = '';
  for (let i = 0; i < word.length; i++) {
    const letter = word.charAt(i);
    const next = word.charAt(i + 2);
    if (next !== '' && word.charAt(i + 1) === halant && standsForAnusvara(letter, next)) {
      folded += anusvara;
      i++;
    } else folded += letter;
  }
  return folded;
};
