/**
 * Writes a PDF from front to back into a stream. What is kept in memory is one number for each object and page,
 * whatever the pages weigh.
 */

import { numberOf, readTypeset, type TypesetPdf } from './pdfReader.ts';
import {
  type Dictionary,
  decimal,
  dictionary,
  isStream,
  named,
  raw,
  refer,
  renumbered,
  textString,
  type Value,
  written,
} from './pdfValues.ts';

/** Takes bytes in order; waits when whoever stores them is behind. */
export interface Sink {
  write(bytes: Uint8Array): Promise<void>;
}

/** Something to be drawn on a page: by its object, and the matrix that places it. */
export interface Drawn {
  readonly object: number;
  readonly matrix: readonly [number, number, number, number, number, number];
}

/** A page of a typeset PDF, taken over as something to be drawn. */
export interface Form {
  readonly object: number;
  readonly width: number;
  readonly height: number;
}

/** A heading in the outline, and the page that it leads to. */
interface Heading {
  readonly title: string;
  readonly page: number;
}

/** Pages under one node of the page tree. */
const branching = 64;

export class PdfWriter {
  readonly #sink: Sink;
  #at = 0;
  /** Byte offset of each object, by its number. */
  readonly #offsets: number[] = [0];
  readonly #catalog = this.#reserve();
  readonly #tree = this.#reserve();
  /** Page-tree nodes that are full, and the one that fills. */
  readonly #nodes: { readonly number: number; readonly pages: number[] }[] = [];
  readonly #headings: Heading[] = [];
  #pages = 0;

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  get pages(): number {
    return this.#pages;
  }

  /** @param reserved a number that was referred to before */
  async object(value: Value, reserved = this.#reserve()): Promise<number> {
    await this.#begin(reserved);
    await this.#write(written(value));
    await this.#text('\nendobj\n');
    return reserved;
  }

  /** A stream of a known length; its bytes may come in portions and are passed on as they come. */
  async stream(
    entries: Dictionary,
    length: number,
    content: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
    reserved = this.#reserve(),
  ): Promise<number> {
    await this.#begin(reserved);
    await this.#write(written(new Map([...entries, ['Length', raw(length)]])));
    await this.#text('\nstream\n');
    const from = this.#at;
    for await (const bytes of content) await this.#write(bytes);
    if (this.#at - from !== length) {
      throw new RangeError(`A stream of ${length} bytes had ${this.#at - from}.`);
    }
    await this.#text('\nendstream\nendobj\n');
    return reserved;
  }

  /** Takes over every page of a typeset PDF; what they share is written once. */
  async forms(pdf: Uint8Array): Promise<Form[]> {
    const source = readTypeset(pdf);
    const taken = new Map<number, number>();
    const forms: Form[] = [];
    for (const number of source.pages) forms.push(await this.#form(source, number, taken));
    return forms;
  }

  async #form(source: TypesetPdf, number: number, taken: Map<number, number>): Promise<Form> {
    const page = source.object(number);
    if (isStream(page) || !(page instanceof Map)) throw new SyntaxError('A page was expected.');
    const box = page.get('MediaBox');
    const contents = page.get('Contents');
    if (!Array.isArray(box) || !contents || !('to' in contents)) {
      throw new SyntaxError('A typeset page has one box and one stream.');
    }
    const stream = source.object(contents.to);
    if (!isStream(stream)) throw new SyntaxError('A page’s contents are a stream.');
    const pending: number[] = [];
    const numberFor = (old: number): number => {
      let next = taken.get(old);
      if (next === undefined) {
        next = this.#reserve();
        taken.set(old, next);
        pending.push(old);
      }
      return next;
    };
    const entries: Dictionary = new Map([...stream.dictionary].filter(([key]) => key !== 'Length'));
    entries.set('Type', named('XObject')).set('Subtype', named('Form')).set('BBox', box);
    entries.set('Resources', renumbered(page.get('Resources') ?? new Map(), numberFor));
    const group = page.get('Group');
    if (group) entries.set('Group', renumbered(group, numberFor));
    const object = await this.stream(entries, stream.content.length, [stream.content]);
    for (let old = pending.shift(); old !== undefined; old = pending.shift()) {
      await this.#take(source.object(old), numberFor, taken.get(old));
    }
    return { object, width: numberOf(box[2]), height: numberOf(box[3]) };
  }

  async #take(
    found: ReturnType<TypesetPdf['object']>,
    numberFor: (old: number) => number,
    reserved: number | undefined,
  ): Promise<void> {
    if (!isStream(found)) {
      await this.object(renumbered(found, numberFor), reserved);
      return;
    }
    const entries = [...found.dictionary].filter(([key]) => key !== 'Length');
    const renamed = renumbered(new Map(entries), numberFor) as Dictionary;
    await this.stream(renamed, found.content.length, [found.content], reserved);
  }

  /** Adds a page on which things are drawn one over the other. */
  async page(
    { width, height }: { width: number; height: number },
    drawn: readonly Drawn[],
  ): Promise<void> {
    const lines = drawn.map(
      ({ matrix }, index) => `q ${matrix.map(decimal).join(' ')} cm /X${index} Do Q\n`,
    );
    const content = Buffer.from(lines.join(''), 'latin1');
    const contents = await this.stream(new Map(), content.length, [content]);
    const node = this.#node();
    const number = await this.object(
      dictionary({
        Type: named('Page'),
        Parent: refer(node.number),
        MediaBox: [raw(0), raw(0), raw(decimal(width)), raw(decimal(height))],
        Resources: dictionary({
          XObject: new Map(drawn.map(({ object }, index) => [`X${index}`, refer(object)])),
        }),
        Contents: refer(contents),
      }),
    );
    node.pages.push(number);
    this.#pages += 1;
  }

  /** A heading that leads to the page that comes next. */
  heading(title: string): void {
    this.#headings.push({ title, page: this.#pages });
  }

  /** Writes what remains: page tree, outline, cross-references. @param id tells the document from others */
  async finish(about: { title: string; at: string; id: string }): Promise<{ pages: number }> {
    for (const { number, pages } of this.#nodes) {
      await this.object(
        dictionary({
          Type: named('Pages'),
          Parent: refer(this.#tree),
          Kids: pages.map(refer),
          Count: raw(pages.length),
        }),
        number,
      );
    }
    const kids = this.#nodes.map(({ number }) => refer(number));
    await this.object(
      dictionary({ Type: named('Pages'), Kids: kids, Count: raw(this.#pages) }),
      this.#tree,
    );
    const outlines = await this.#outline();
    await this.object(
      dictionary({
        Type: named('Catalog'),
        Pages: refer(this.#tree),
        ...(outlines !== undefined && {
          Outlines: refer(outlines),
          PageMode: named('UseOutlines'),
        }),
      }),
      this.#catalog,
    );
    const stamp = `(D:${about.at.replace(/[-:T]/g, '').slice(0, 14)}Z)`;
    const info = await this.object(
      dictionary({
        Title: textString(about.title),
        Producer: textString('Patravali'),
        CreationDate: raw(stamp),
      }),
    );
    await this.#crossReferences(info, about.id);
    return { pages: this.#pages };
  }

  async #outline(): Promise<number | undefined> {
    if (this.#headings.length === 0) return undefined;
    const root = this.#reserve();
    const numbers = this.#headings.map(() => this.#reserve());
    for (const [index, { title, page }] of this.#headings.entries()) {
      const [before, after] = [numbers[index - 1], numbers[index + 1]];
      await this.object(
        dictionary({
          Title: textString(title),
          Parent: refer(root),
          ...(before !== undefined && { Prev: refer(before) }),
          ...(after !== undefined && { Next: refer(after) }),
          Dest: [refer(this.#pageObject(page)), named('Fit')],
        }),
        numbers[index],
      );
    }
    const [first = root, last = root] = [numbers[0], numbers.at(-1)];
    await this.object(
      dictionary({ First: refer(first), Last: refer(last), Count: raw(numbers.length) }),
      root,
    );
    return root;
  }

  /** The object of a page by its place; the last one for a heading with nothing under it. */
  #pageObject(index: number): number {
    const place = Math.min(index, this.#pages - 1);
    const number = this.#nodes[Math.floor(place / branching)]?.pages[place % branching];
    if (number === undefined) throw new RangeError(`There is no page ${index + 1}.`);
    return number;
  }

  async #crossReferences(info: number, id: string): Promise<void> {
    const start = this.#at;
    const size = this.#offsets.length;
    await this.#text(`xref\n0 ${size}\n0000000000 65535 f \n`);
    for (let first = 1; first < size; first += 500) {
      const lines = this.#offsets
        .slice(first, first + 500)
        .map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`);
      await this.#text(lines.join(''));
    }
    const trailer = dictionary({
      Size: raw(size),
      Root: refer(this.#catalog),
      Info: refer(info),
      ID: [raw(`<${id}>`), raw(`<${id}>`)],
    });
    await this.#text('trailer\n');
    await this.#write(written(trailer));
    await this.#text(`\nstartxref\n${start}\n%%EOF\n`);
  }

  #node(): { number: number; pages: number[] } {
    const last = this.#nodes.at(-1);
    if (last && last.pages.length < branching) return last;
    const node = { number: this.#reserve(), pages: [] };
    this.#nodes.push(node);
    return node;
  }

  #reserve(): number {
    return this.#offsets.push(0) - 1;
  }

  async #begin(number: number): Promise<void> {
    // The second line marks the file as binary for whoever carries it.
    if (this.#at === 0) await this.#write(Buffer.from('%PDF-1.7\n%\x80\x81\x82\x83\n', 'latin1'));
    this.#offsets[number] = this.#at;
    await this.#text(`${number} 0 obj\n`);
  }

  #text(text: string): Promise<void> {
    return this.#write(Buffer.from(text, 'latin1'));
  }

  async #write(bytes: Uint8Array): Promise<void> {
    this.#at += bytes.length;
    await this.#sink.write(bytes);
  }
}
