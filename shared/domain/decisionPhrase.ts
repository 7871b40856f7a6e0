/** What the note of a decision says where its officer does not write it: phrases of the office's bank. */
import type { Decision } from './approvalRecord.ts';
import type { Person, Policy } from './directory.ts';
import { DomainError } from './errors.ts';

interface Said {
  readonly decision: Decision;
  readonly remarks?: readonly string[] | undefined;
  /** A phrase of the bank that goes with that very decision. */
  readonly phraseCode?: string | undefined;
}

/**
 * What is said with a decision: the officer's own remarks and, behind them, the words of the phrase that they chose, in
 * the language that they read.
 * @throws no-such-phrase: the bank has none of that code for such a decision
 */
export function remarksIn(
  { decision, remarks, phraseCode }: Said,
  { phrases }: Pick<Policy, 'phrases'>,
  language: Person['language'],
): readonly string[] | undefined {
  if (phraseCode === undefined) return remarks;
  const found = phrases.find(({ code, action }) => code === phraseCode && action === decision);
  if (!found) {
    throw new DomainError('no-such-phrase', {
      hi: `वाक्यांश सूची में इस निर्णय हेतु “${phraseCode}” नहीं है।`,
      en: `The phrase bank has no “${phraseCode}” for this decision.`,
    });
  }
  return [...(remarks ?? []), found.text[language] ?? found.text.hi];
}
