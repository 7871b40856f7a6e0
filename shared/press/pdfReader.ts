/** Reads the PDFs that our own typesetter makes: one plain cross-reference table, no object streams. */
import {
  type Dictionary,
  isDictionary,
  isReference,
  isStream,
  named,
  type PdfObject,
  refer,
  type Value,
} from './pdfValues.ts';

const space = /[\0\t\n\f\r ]/;
const delimiter = /[()<>[\]{}/%]/;

class Scanner {
  at: number;
  readonly #bytes: Buffer;

  constructor(bytes: Buffer, at: number) {
    this.#bytes = bytes;
    this.at = at;
  }

  #char(offset = 0): string {
    const byte = this.#bytes[this.at + offset];
    return byte === undefined ? '' : String.fromCharCode(byte);
  }

  skip(): void {
    for (;;) {
      if (this.#char() === '%') while (!/[\r\n]/.test(this.#char() || '\n')) this.at += 1;
      else if (space.test(this.#char())) this.at += 1;
      else return;
    }
  }

  /** A run of regular characters, such as a number or a keyword. */
  word(): string {
    const from = this.at;
    while (this.#char() && !space.test(this.#char()) && !delimiter.test(this.#char())) this.at += 1;
    if (this.at === from) throw new SyntaxError(`No PDF token at byte ${from}.`);
    return this.#bytes.toString('latin1', from, this.at);
  }

  value(): Value {
    this.skip();
    const first = this.#char();
    if (first === '/') {
      this.at += 1;
      return named(this.word());
    }
    if (first === '<' && this.#char(1) === '<') return this.#dictionary();
    if (first === '<') return this.#until('>');
    if (first === '(') return this.#literal();
    if (first === '[') return this.#array();
    return this.#numberOrReference();
  }

  #dictionary(): Dictionary {
    this.at += 2;
    const found: Dictionary = new Map();
    for (;;) {
      this.skip();
      if (this.#char() === '>') {
        this.at += 2;
        return found;
      }
      const key = this.value();
      if (!('name' in key)) throw new SyntaxError(`No key at byte ${this.at}.`);
      found.set(key.name, this.value());
    }
  }

  #array(): Value[] {
    this.at += 1;
    const found: Value[] = [];
    for (;;) {
      this.skip();
      if (this.#char() === ']') {
        this.at += 1;
        return found;
      }
      found.push(this.value());
    }
  }

  #until(end: string): Value {
    const from = this.at;
    while (this.#char() && this.#char() !== end) this.at += 1;
    this.at += 1;
    return { bytes: this.#bytes.subarray(from, this.at) };
  }

  #literal(): Value {
    const from = this.at;
    let depth = 0;
    do {
      const character = this.#char();
      if (character === '') throw new SyntaxError('A PDF string has no end.');
      if (character === '\\') this.at += 1;
      else if (character === '(') depth += 1;
      else if (character === ')') depth -= 1;
      this.at += 1;
    } while (depth > 0);
    return { bytes: this.#bytes.subarray(from, this.at) };
  }

  #numberOrReference(): Value {
    const from = this.at;
    const word = this.word();
    const end = this.at;
    const rest = this.#bytes.toString('latin1', end, end + 16);
    const reference = /^\d+$/.test(word) && /^\s+\d+\s+R(?![A-Za-z0-9])/.exec(rest);
    if (reference) {
      this.at = end + reference[0].length;
      return refer(Number(word));
    }
    return { bytes: this.#bytes.subarray(from, end) };
  }
}

export interface TypesetPdf {
  /** Numbers of the page objects, in order. */
  readonly pages: readonly number[];
  object(number: number): PdfObject;
}

/** @throws SyntaxError for what our typesetter would not have written */
export function readTypeset(pdf: Uint8Array): TypesetPdf {
  const bytes = Buffer.from(pdf.buffer, pdf.byteOffset, pdf.byteLength);
  const { offsets, trailer } = crossReferences(bytes);

  const object = (number: number): PdfObject => {
    const offset = offsets[number];
    if (offset === undefined) throw new SyntaxError(`There is no object ${number}.`);
    const scanner = new Scanner(bytes, offset);
    scanner.word();
    scanner.skip();
    scanner.word();
    scanner.skip();
    scanner.word();
    const value = scanner.value();
    scanner.skip();
    if (!isDictionary(value) || bytes.toString('latin1', scanner.at, scanner.at + 6) !== 'stream') {
      return value;
    }
    const from = scanner.at + 6 + (bytes[scanner.at + 6] === 0x0d ? 2 : 1);
    const length = numberOf(value.get('Length'));
    return { dictionary: value, content: bytes.subarray(from, from + length) };
  };

  const follow = (value: Value | undefined): Dictionary => {
    const found = isReference(value) ? object(value.to) : value;
    if (found === undefined || isStream(found) || !isDictionary(found)) {
      throw new SyntaxError('A dictionary was expected.');
    }
    return found;
  };
  const pagesUnder = (reference: Value): number[] => {
    const node = follow(reference);
    const kids = node.get('Kids');
    if (!Array.isArray(kids)) return isReference(reference) ? [reference.to] : [];
    return kids.flatMap(pagesUnder);
  };
  const root = follow(trailer.get('Root')).get('Pages');
  if (!root) throw new SyntaxError('The PDF has no pages.');
  return { pages: pagesUnder(root), object };
}

export function numberOf(value: Value | undefined): number {
  const number = value && 'bytes' in value ? Number(value.bytes.toString('latin1')) : Number.NaN;
  if (!Number.isFinite(number)) throw new SyntaxError('A number was expected.');
  return number;
}

function crossReferences(bytes: Buffer): { offsets: number[]; trailer: Dictionary } {
  const ending = bytes.toString('latin1', bytes.length - 64);
  const scanner = new Scanner(bytes, Number(/startxref\s+(\d+)/.exec(ending)?.[1]));
  if (scanner.word() !== 'xref') throw new SyntaxError('The cross-references are not a table.');
  scanner.skip();
  const first = Number(scanner.word());
  scanner.skip();
  const count = Number(scanner.word());
  scanner.skip();
  const offsets: number[] = [];
  for (let index = 0; index < count; index += 1) {
    const line = bytes.toString('latin1', scanner.at, scanner.at + 18);
    if (line[17] === 'n') offsets[first + index] = Number(line.slice(0, 10));
    scanner.at += 20;
  }
  scanner.skip();
  scanner.word();
  const trailer = scanner.value();
  if (!isDictionary(trailer)) throw new SyntaxError('The PDF has no trailer.');
  return { offsets, trailer };
}
