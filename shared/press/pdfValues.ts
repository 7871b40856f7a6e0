/**
 * The few PDF objects that we read and write ourselves, in memory and as bytes. Only PDFs that our own typesetter
 * made are read here; strangers' PDFs are drawn in a process of their own and never parsed.
 */

export interface Name {
  readonly name: string;
}
/** A reference to an object by its number. */
export interface Reference {
  readonly to: number;
}
/** Numbers, strings and keywords, kept exactly as they stand. */
export interface Verbatim {
  readonly bytes: Buffer;
}
export type Dictionary = Map<string, Value>;
export type Value = Name | Reference | Verbatim | Dictionary | readonly Value[];

export interface PdfStream {
  readonly dictionary: Dictionary;
  readonly content: Buffer;
}
export type PdfObject = Value | PdfStream;

export const named = (name: string): Name => ({ name });
export const refer = (to: number): Reference => ({ to });
export const raw = (text: string | number): Verbatim => ({
  bytes: Buffer.from(String(text), 'latin1'),
});
/** A text string: UTF-16 with its mark, in hexadecimal, so that no character needs escaping. */
export const textString = (text: string): Verbatim =>
  raw(`<feff${Buffer.from(text, 'utf16le').swap16().toString('hex')}>`);
export const dictionary = (entries: Record<string, Value>): Dictionary =>
  new Map(Object.entries(entries));
export const isStream = (object: PdfObject): object is PdfStream => 'content' in object;
export const isDictionary = (object: PdfObject | undefined): object is Dictionary =>
  object instanceof Map;
export const isReference = (value: Value | undefined): value is Reference =>
  value !== undefined && 'to' in value;

/** Numbers as PDF writes them: no exponent, no more than needed. */
export const decimal = (value: number): string => String(Number(value.toFixed(3)));

/** A value as bytes. */
export function written(value: Value): Buffer {
  const parts: Buffer[] = [];
  write(value, parts);
  return Buffer.concat(parts);
}

function write(value: Value, parts: Buffer[]): void {
  const put = (text: string) => parts.push(Buffer.from(text, 'latin1'));
  if (value instanceof Map) {
    put('<<');
    for (const [key, each] of value) {
      put(`/${key} `);
      write(each, parts);
    }
    put('>>');
  } else if (Array.isArray(value)) {
    put('[');
    for (const [index, each] of (value as readonly Value[]).entries()) {
      if (index > 0) put(' ');
      write(each, parts);
    }
    put(']');
  } else if ('name' in value) put(`/${value.name}`);
  else if ('to' in value) put(`${value.to} 0 R`);
  else if ('bytes' in value) parts.push(value.bytes);
}

/** The value with every reference replaced. */
export function renumbered(value: Value, numberOf: (old: number) => number): Value {
  if (value instanceof Map) {
    return new Map([...value].map(([key, each]) => [key, renumbered(each, numberOf)]));
  }
  if (Array.isArray(value)) {
    return (value as readonly Value[]).map((each) => renumbered(each, numberOf));
  }
  return 'to' in value ? refer(numberOf(value.to)) : value;
}
