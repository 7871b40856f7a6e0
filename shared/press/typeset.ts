/**
 * Typst, held to what an office of record needs: its own fonts only, the same bytes for the same record, and text
 * that is data. What people wrote reaches a template as JSON and is placed as text; it is never part of a source, so
 * nothing in it can be read as markup.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler';
import { fontFamilies, fontPaths, pressFolder } from './assets.ts';

export const templates = [
  'slip',
  'label',
  'notes',
  'letter',
  'cover',
  'contents',
  'closing',
  'notice',
  'marks',
  'register',
  'charge',
] as const;
export type Template = (typeof templates)[number];

/** A template could not be set: a fault of ours, whatever the text. */
export class TypesettingFailed extends Error {
  override readonly name = 'TypesettingFailed';
}

export interface Typeset {
  readonly pdf: Uint8Array;
  readonly pages: number;
}

let compiler: NodeCompiler | undefined;

/** What every template is given besides its own. `made` is the date of the record, never of the clock. */
export interface Sheet {
  readonly title: string;
  readonly made: string;
  /** Whether every sheet bears the mark गोपनीय · CONFIDENTIAL. */
  readonly confidential: boolean;
}

/** Sets a template with its data. @throws TypesettingFailed */
export function typeset(template: Template, data: Sheet & Record<string, unknown>): Typeset {
  compiler ??= NodeCompiler.create({
    workspace: join(pressFolder(), 'templates'),
    fontArgs: [{ fontBlobs: fontPaths().map((path) => readFileSync(path)) }],
  });
  const made = momentOf(data.made);
  const result = compiler.compile({
    mainFilePath: join(pressFolder(), 'templates', `${template}.typ`),
    inputs: { data: JSON.stringify({ ...data, made }), fonts: JSON.stringify(fontFamilies) },
  });
  const document = result.result;
  if (!document) {
    const faults = JSON.stringify(result.takeDiagnostics()?.shortDiagnostics ?? []);
    throw new TypesettingFailed(`${template}: ${faults.slice(0, 2000)}`);
  }
  const pdf = compiler.pdf(document, {
    pdfStandard: '1.7',
    pdfTags: false,
    creationTimestamp: Math.floor(Date.parse(data.made) / 1000),
  });
  const pages = document.numOfPages;
  // What was memoised for this text is of no use to the next.
  compiler.evictCache(1);
  return { pdf, pages };
}

function momentOf(at: string) {
  const date = new Date(at);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
  };
}
