/** Draws pages of strangers' documents as JPEGs, in a process that is killed when it grows or dawdles. */
import { killableChild } from '../ocr/killableChild.ts';
import { drawingChild } from './assets.ts';

export interface DrawJob {
  readonly path: string;
  readonly mediaType: string;
  readonly page: number;
  /** The file that receives the JPEG. */
  readonly to: string;
}

/** The size of the picture, and of the sheet in points where the document says. */
export interface Drawing {
  readonly width: number;
  readonly height: number;
}

export interface Drawer {
  /** @throws PageProblem */
  draw(job: DrawJob): Promise<Drawing>;
  close(): Promise<void>;
}

/** One page at 200 dpi takes some 60 MB; a large photograph several times that. */
const memoryLimitBytes = 1024 * 1024 * 1024;

export function openDrawer(): Drawer {
  const child = killableChild<DrawJob, { drawing: Drawing }>({
    entry: drawingChild,
    memoryLimitBytes,
  });
  return {
    draw: async (job) => (await child.ask(job)).drawing,
    close: () => child.close(),
  };
}
