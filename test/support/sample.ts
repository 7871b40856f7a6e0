import { sampleDistrict } from '../../infra/local/sampleDistrict.ts';
import { dayOf } from '../../shared/domain/calendar.ts';

/** The id of a sample post by its English designation. */
export const postOf = (designation: string): string =>
  sampleDistrict.posts.find((post) => post.designation.en === designation)?.id ?? '';

/** The id of a subject head of the sample by its code. */
export const headOf = (code: string): string =>
  sampleDistrict.subjectHeads.find((head) => head.code === code)?.id ?? '';

/** The day in India so many days from now, and the month that it is there. */
export const dayFromNow = (days: number): string =>
  dayOf(new Date(Date.now() + days * 86_400_000).toISOString());
export const thisMonth = (): string => dayFromNow(0).slice(0, 7);
