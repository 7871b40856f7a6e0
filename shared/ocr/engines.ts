import type { Model } from './tesseract.ts';
import type { Script } from './triage.ts';

/** What an engine can do, as measured or as its maker says. */
export interface Engine {
  name: 'tesseract' | 'textract';
  /** Tesseract's models; none for an engine elsewhere. */
  models: readonly Model[];
  languages: readonly string[];
  scripts: readonly Script[];
  /**
   * Character error in percent on our made scans; nothing where it could not be measured. The sample pages
   * are cleaner than real ones: compare rows, do not promise the figures.
   */
  characterError?: number;
  /** US dollars for a thousand pages: Lambda time, or the service's list price. */
  dollars: number;
}

/**
 * The engines, and which pages each may read. Textract's own pages disagree on whether it reads Hindi, so it
 * is offered for Latin pages only. Devanagari alone is faster and better on pages without Latin words; the
 * two models together lose nothing on pages that are all English, and forgive a wrong guess of the script.
 */
export const engines: readonly Engine[] = [
  {
    name: 'tesseract',
    models: ['deva'],
    languages: ['hi'],
    scripts: ['devanagari'],
    characterError: 0.8,
    dollars: 0.14,
  },
  {
    name: 'tesseract',
    models: ['deva', 'eng'],
    languages: ['hi', 'en'],
    scripts: ['mixed', 'latin'],
    characterError: 0.6,
    dollars: 0.14,
  },
  { name: 'textract', models: [], languages: ['en'], scripts: ['latin'], dollars: 1.5 },
];

/** Who reads pages in Latin script. */
export type LatinEngine = 'tesseract' | 'textract';

/** The choice made by `OCR_LATIN_ENGINE`; Tesseract unless it says `textract`. */
export function latinEngineOf(environment: NodeJS.ProcessEnv): LatinEngine {
  return environment.OCR_LATIN_ENGINE === 'textract' ? 'textract' : 'tesseract';
}

/** The engine for a page of the given script. */
export function engineFor(script: Script, latinEngine: LatinEngine): Engine {
  const able = engines.filter(({ scripts }) => scripts.includes(script));
  const asked = able.find(({ name }) => name === latinEngine);
  const engine = asked ?? able.find(({ name }) => name === 'tesseract');
  if (!engine) throw new Error(`No engine reads ${script} pages.`);
  return engine;
}
