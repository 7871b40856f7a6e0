import { constants, inflateSync } from 'node:zlib';
import { limits } from './limits.ts';
import { PageProblem } from './reading.ts';

/** Names in a PDF that make it do something: run a script, start a program, carry or play another file. */
const activeNames = ['JavaScript', 'Launch', 'EmbeddedFiles', 'EmbeddedFile', 'RichMedia'];

/** Matches a PDF name, any letter of which may be written as `#` and two hex digits. */
function nameOf(name: string): string {
  const letters = [...name].map((letter) => {
    const hex = letter.charCodeAt(0).toString(16);
    const either = [...hex].map((digit) => `[${digit}${digit.toUpperCase()}]`).join('');
    return `(?:${letter}|#${either})`;
  });
  return letters.join('');
}

const endOfName = '(?![\\w.#-])';
const active = new RegExp(`/(${activeNames.map(nameOf).join('|')})${endOfName}`);
const objectStream = new RegExp(`/${nameOf('ObjStm')}${endOfName}`, 'g');

/** Bytes looked at in one go, and how far one look reaches into the next. */
const piece = 1 << 20;
const reach = 128;

/**
 * Finds active content in a PDF, or nothing. The whole file is searched, not only what its tables point
 * at, because programs disagree on what a damaged table means; packed objects are unpacked and searched.
 * @returns the name that was found
 * @throws PageProblem `pdf-damaged` where objects are packed so that they cannot be checked
 */
export function findActiveContent(file: Buffer): string | undefined {
  const plain = findIn(file);
  if (plain !== undefined) return plain;
  let room: number = limits.unpackedBytes;
  for (const place of placesOfObjectStreams(file)) {
    const unpacked = unpack(file, place, room);
    if (!unpacked) continue;
    room -= unpacked.length;
    const found = findIn(unpacked);
    if (found !== undefined) return found;
  }
  return undefined;
}

function findIn(bytes: Buffer): string | undefined {
  for (let start = 0; start < bytes.length; start += piece) {
    const found = active.exec(
      bytes.toString('latin1', start, Math.min(bytes.length, start + piece + reach)),
    );
    if (found) {
      return found[1]?.replace(/#(..)/g, (_, hex: string) =>
        String.fromCharCode(parseInt(hex, 16)),
      );
    }
  }
  return undefined;
}

function placesOfObjectStreams(file: Buffer): Set<number> {
  const places = new Set<number>();
  for (let start = 0; start < file.length; start += piece) {
    const text = file.toString('latin1', start, Math.min(file.length, start + piece + reach));
    for (const { index } of text.matchAll(objectStream)) places.add(start + index);
  }
  return places;
}

/** Longest dictionary of an object stream that we believe. */
const longestDictionary = 4096;

/** The objects packed in the stream whose dictionary names itself at `place`; nothing where they are not packed. */
function unpack(file: Buffer, place: number, room: number): Buffer | undefined {
  const keyword = file.indexOf('stream', place);
  if (keyword < 0 || keyword - place > longestDictionary) return undefined;
  const opening = file.lastIndexOf('obj', place);
  const from = opening < 0 || place - opening > longestDictionary ? place : opening;
  const dictionary = file.toString('latin1', from, keyword);
  const uncheckable = (): PageProblem =>
    new PageProblem('pdf-damaged', 'The PDF packs its objects in a way that cannot be checked.');

  if (!/\/(F|#46)(ilter|[^/\s]*#)/.test(dictionary)) return undefined;
  if (/\/Predictor/.test(dictionary)) throw uncheckable();
  if (!/\/Filter\s*\[?\s*\/FlateDecode\s*(\]|\/|>|[\r\n\s])/.test(dictionary)) throw uncheckable();
  if (
    /\/FlateDecode[^>]*\/(FlateDecode|LZWDecode|ASCII\w+|RunLengthDecode|Crypt)/.test(dictionary)
  ) {
    throw uncheckable();
  }
  let start = keyword + 'stream'.length;
  if (file[start] === 0x0d) start++;
  if (file[start] === 0x0a) start++;
  const next = file.indexOf('endstream', start);
  const packed = file.subarray(start, next < 0 ? file.length : next);
  try {
    return inflateSync(packed, {
      maxOutputLength: Math.max(1, room),
      finishFlush: constants.Z_SYNC_FLUSH,
    });
  } catch (cause) {
    if (cause instanceof RangeError) {
      throw new PageProblem('file-too-large', 'The PDF unpacks to too much.', { cause });
    }
    throw new PageProblem('pdf-damaged', 'Packed objects of the PDF are damaged.', { cause });
  }
}
