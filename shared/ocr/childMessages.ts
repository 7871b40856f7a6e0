import type { LatinEngine } from './engines.ts';
import type { Inspection, PageReading } from './reading.ts';

/** What the page reader asks of its child. Paths name files on this machine. */
export type Job =
  | { kind: 'inspect'; path: string; mediaType: string }
  | { kind: 'read'; path: string; mediaType: string; page: number; latinEngine: LatinEngine };

/** A page on its way to an engine outside the child, which has no network and no keys. */
export interface PostedPage {
  /** Base64. */
  jpeg: string;
  width: number;
  height: number;
  rotation: PageReading['rotation'];
  skew: number;
  dpi: number;
}

export type Answer =
  | { inspection: Inspection }
  | { reading: PageReading }
  | { elsewhere: PostedPage };
