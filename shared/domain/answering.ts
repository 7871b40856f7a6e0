/** Which posts may answer a level of a chain, by what it is asked for. */
import type { Purpose } from './chainTemplate.ts';
import type { Post } from './directory.ts';

/** Opinions and notices: a dealing assistant examines as well as an officer does. */
const opinions: ReadonlySet<Purpose> = new Set(['examine', 'advise', 'inform']);

/** Whether a level is asked for an opinion or to take notice, and decides nothing. */
export const isOpinion = (purpose: Purpose): boolean => opinions.has(purpose);

/** What is said on everything else is a decision, and so is refusing. A personal assistant answers nothing. */
export const mayAnswer = (
  { capabilities, assists, kind }: Pick<Post, 'capabilities' | 'assists' | 'kind'>,
  purpose: Purpose,
): boolean =>
  kind === 'officer' &&
  assists === undefined &&
  (isOpinion(purpose) || capabilities.includes('decide'));
