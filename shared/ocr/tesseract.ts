import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { gunzipSync } from 'node:zlib';
import { modelPath } from './assets.ts';
import { type GreyImage, toPgm } from './greyImage.ts';
import { type Word, wordsFromTsv } from './words.ts';

/** Models that can be loaded together, in order of trust. */
export type Model = 'deva' | 'eng';

/** A loaded Tesseract: one set of models, one page at a time. */
export interface Tesseract {
  /** First 16 hex digits of the SHA-256 over the models. */
  model: string;
  recognise(image: GreyImage, dpi: number): Word[];
}

/** The part of tesseract.js-core (Emscripten) that we call. */
interface Core {
  FS: { writeFile(path: string, bytes: Uint8Array): void; unlink(path: string): void };
  TessBaseAPI: new () => {
    Init(
      dataPath: string | null,
      languages: string,
      engineMode: number,
      config?: undefined,
    ): number;
    SetVariable(name: string, value: string): boolean;
    SetImageFile(exif: number, angle: number): number;
    Recognize(monitor: null): number;
    GetTSVText(page: number): string;
    Clear(): void;
  };
}
type OpenCore = (settings: Record<string, () => void>) => Promise<Core>;

const requireFromHere = createRequire(import.meta.url);

/** LSTM only, relaxed SIMD: every x86_64 and arm64 that runs Node 24. */
const core = 'tesseract.js-core/tesseract-core-relaxedsimd-lstm';
const lstmOnly = 1;
/** Full automatic page segmentation without orientation detection; rows are rebuilt from the boxes. */
const automatic = '3';

const opened = new Map<string, Promise<Tesseract>>();

/** Opens an engine for the models, or returns the one that is already warm. */
export function tesseractFor(models: readonly Model[]): Promise<Tesseract> {
  const languages = models.join('+');
  const warm = opened.get(languages);
  if (warm) return warm;
  const opening = open(models);
  opened.set(languages, opening);
  return opening;
}

async function open(models: readonly Model[]): Promise<Tesseract> {
  const openCore: OpenCore = requireFromHere(core);
  const quiet = (): void => {};
  const engine = await openCore({ TesseractProgress: quiet, print: quiet, printErr: quiet });
  const hash = createHash('sha256');
  for (const model of models) {
    const bytes = await modelBytes(model);
    hash.update(bytes);
    engine.FS.writeFile(`${model}.traineddata`, bytes);
  }
  const api = new engine.TessBaseAPI();
  if (api.Init(null, models.join('+'), lstmOnly, undefined) === -1) {
    throw new Error(`Tesseract cannot open the models ${models.join(', ')}.`);
  }
  // The engine has its own copy now.
  for (const model of models) engine.FS.unlink(`${model}.traineddata`);
  api.SetVariable('tessedit_pageseg_mode', automatic);

  return {
    model: hash.digest('hex').slice(0, 16),
    recognise(image, dpi) {
      engine.FS.writeFile('/input', toPgm(image));
      api.SetVariable('user_defined_dpi', String(Math.round(dpi)));
      try {
        if (api.SetImageFile(1, 0) === 1) throw new Error('Tesseract cannot open the page.');
        api.Recognize(null);
        return wordsFromTsv(api.GetTSVText(0));
      } finally {
        api.Clear();
        engine.FS.unlink('/input');
      }
    },
  };
}

async function modelBytes(model: Model): Promise<Uint8Array> {
  const path = modelPath(model);
  const bytes = await readFile(path);
  return path.endsWith('.gz') ? gunzipSync(bytes) : bytes;
}
