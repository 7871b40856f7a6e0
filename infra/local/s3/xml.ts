/** The little XML that S3 speaks: elements and text, no attributes that matter, no document types. */

/** Escapes text for an element. Control characters become references, as S3 writes them. */
export const escapeXml = (text: string): string =>
  text.replace(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not reach the document
    /[&<>"'\u0000-\u0008\u000b-\u001f\ufffe\uffff]/g,
    (character) => `&#${character.charCodeAt(0)};`,
  );

/** `<name>text</name>`, or nothing when there is no value. */
export const element = (name: string, value: string | number | boolean | undefined): string =>
  value === undefined ? '' : `<${name}>${escapeXml(String(value))}</${name}>`;

/** A whole document with S3's namespace on its root. */
export const xmlDocument = (root: string, content: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${content}</${root}>`;

export interface XmlElement {
  name: string;
  /** The text directly inside this element. */
  text: string;
  children: XmlElement[];
}

export class XmlSyntaxError extends Error {}

const MAX_DEPTH = 8;
const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};

const unescapeXml = (text: string): string =>
  text.replace(/&([^;&\s]{1,8});|&/g, (whole, reference: string | undefined) => {
    const named = reference === undefined ? undefined : NAMED[reference];
    if (named !== undefined) return named;
    const digits = /^#(?:x([0-9a-fA-F]{1,6})|(\d{1,7}))$/.exec(reference ?? '');
    const code = digits
      ? digits[1] !== undefined
        ? Number.parseInt(digits[1], 16)
        : Number(digits[2])
      : -1;
    if (code < 1 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
      throw new XmlSyntaxError(`"${whole}" is not a reference.`);
    return String.fromCodePoint(code);
  });

/**
 * Parses a request document. Comments, CDATA, processing instructions inside the document and document types are
 * refused: no S3 client sends them.
 * @throws {XmlSyntaxError}
 */
export function parseXml(source: string): XmlElement {
  const body = source.replace(/^\ufeff?\s*(?:<\?xml[^>]*\?>)?\s*/, '').trimEnd();
  const token = /<(\/?)([A-Za-z][\w.:-]*)((?:\s+[\w.:-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>/y;
  const open: XmlElement[] = [];
  let root: XmlElement | undefined;
  let position = 0;
  while (position < body.length) {
    if (root !== undefined && open.length === 0)
      throw new XmlSyntaxError('There is text after the document.');
    const parent = open.at(-1);
    if (body[position] !== '<') {
      const next = body.indexOf('<', position);
      if (parent === undefined || next < 0)
        throw new XmlSyntaxError('There is text outside the document.');
      parent.text += unescapeXml(body.slice(position, next));
      position = next;
      continue;
    }
    token.lastIndex = position;
    const match = token.exec(body);
    if (!match) throw new XmlSyntaxError('There is a tag that is not an element.');
    position = token.lastIndex;
    const [, closing, qualifiedName = '', , selfClosing] = match;
    const name = qualifiedName.slice(qualifiedName.indexOf(':') + 1);
    if (closing) {
      if (parent?.name !== name) throw new XmlSyntaxError(`</${name}> closes nothing.`);
      open.pop();
      continue;
    }
    const child: XmlElement = { name, text: '', children: [] };
    if (parent) parent.children.push(child);
    else root = child;
    if (selfClosing) continue;
    open.push(child);
    if (open.length > MAX_DEPTH) throw new XmlSyntaxError('The document is nested too deeply.');
  }
  if (root === undefined || open.length > 0) throw new XmlSyntaxError('The document is cut short.');
  return root;
}

export const childrenOf = (parent: XmlElement, name: string): XmlElement[] =>
  parent.children.filter((child) => child.name === name);

/** The text of the first child of that name. */
export const textOf = (parent: XmlElement, name: string): string | undefined =>
  parent.children.find((child) => child.name === name)?.text;
