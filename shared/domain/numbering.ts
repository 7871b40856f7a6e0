/**
 * Office numbers: what people say, write and stamp. Allotted gap-free from a series in the very
 * transaction that makes the thing numbered, never reused, never renumbered.
 */
import { DomainError } from './errors.ts';

export interface NumberParts {
  readonly OFF?: string;
  readonly UNIT?: string;
  readonly HEAD?: string;
  readonly YYYY?: string;
  readonly FY?: string;
}

/** The counter a number is drawn from: everything in the pattern but the serial itself. */
export const seriesOf = (kind: 'file' | 'receipt', pattern: string, parts: NumberParts): string =>
  `${kind}#${write(pattern, parts, '*')}`;

/** The number with serial `serial`, such as `BBZ-COL/REV/B-121/00042/2026-27`. */
export const officeNumberOf = (pattern: string, parts: NumberParts, serial: number): string =>
  write(pattern, parts, serial);

const token = /\{(OFF|UNIT|HEAD|YYYY|FY|SER)(?::(\d))?\}/g;

function write(pattern: string, parts: NumberParts, serial: number | '*'): string {
  return pattern.replace(token, (_, name: keyof NumberParts | 'SER', width?: string) => {
    if (name === 'SER')
      return serial === '*' ? '*' : String(serial).padStart(Number(width ?? 1), '0');
    const part = parts[name];
    if (part === undefined) {
      throw new DomainError(
        'head-inactive',
        `The number pattern needs {${name}}, which is not known here.`,
      );
    }
    return part;
  });
}
