/**
 * Amazon Textract's DetectDocumentText on one machine, read by the same page reader that reads Devanagari.
 *
 * Only an installation synthesised with `-c latinEngine=textract` calls it. It is a stand-in for the protocol, so that
 * the way to Textract is walked locally too; it does not read as Textract reads.
 */
import { randomUUID } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { PageReader } from '../../shared/ocr/pageReader.ts';
import type { PageWord } from '../../shared/ocr/reading.ts';
import { SigV4Error, verifySigV4 } from './sigv4.ts';

export interface TextractOptions {
  readonly host: string;
  /** 0 for any free one. */
  readonly port: number;
  readonly region: string;
  /** For the image under way; emptied after each call. */
  readonly workDir: string;
  secretOf(accessKeyId: string): string | undefined;
  readonly warn: (sentence: string) => void;
}

export interface RunningTextract {
  readonly url: string;
  close(): Promise<void>;
}

/** Textract takes 10 MB of image in a call, which base64 and JSON make a third larger. */
const LARGEST_IMAGE = 10 * 1024 * 1024;
const LARGEST_BODY = LARGEST_IMAGE * 1.4;
const TARGET = 'Textract.DetectDocumentText';

/** A refusal as the service names it. */
class TextractError extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

export async function startTextract(options: TextractOptions): Promise<RunningTextract> {
  let reader: PageReader | undefined;

  async function detect(image: Buffer): Promise<unknown> {
    // The reader brings libraries along that most installations never need.
    const { openPageReader } = await import('../../shared/ocr/pageReader.ts');
    const mediaType = mediaTypeOf(image);
    mkdirSync(options.workDir, { recursive: true, mode: 0o700 });
    reader ??= openPageReader({ workDir: options.workDir, latinEngine: 'tesseract' });
    const path = join(options.workDir, randomUUID());
    writeFileSync(path, image, { mode: 0o600 });
    try {
      const { words, model } = await reader.read(path, mediaType, 1);
      return {
        DocumentMetadata: { Pages: 1 },
        DetectDocumentTextModelVersion: `local-${model}`,
        Blocks: blocksOf(words),
      };
    } catch (error) {
      throw new TextractError('BadDocumentException', (error as Error).message);
    } finally {
      rmSync(path, { force: true });
    }
  }

  const server = createServer(async (request, response) => {
    const { status, body } = await answer(request, options, detect);
    response.writeHead(status, {
      'content-type': 'application/x-amz-json-1.1',
      'x-amzn-requestid': randomUUID(),
    });
    response.end(JSON.stringify(body));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, resolve);
  });
  return {
    url: `http://${options.host}:${(server.address() as AddressInfo).port}`,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      await reader?.close();
    },
  };
}

async function answer(
  request: IncomingMessage,
  { region, secretOf, warn }: TextractOptions,
  detect: (image: Buffer) => Promise<unknown>,
): Promise<{ status: number; body: unknown }> {
  try {
    const body = await bodyOf(request);
    verifySigV4(request, { service: 'textract', region, secretOf, body });
    if (request.headers['x-amz-target'] !== TARGET) {
      throw new TextractError(
        'UnknownOperationException',
        'Only DetectDocumentText is known here.',
      );
    }
    return { status: 200, body: await detect(imageIn(body)) };
  } catch (error) {
    if (error instanceof TextractError || error instanceof SigV4Error) {
      const { code, status, message } = error;
      return { status, body: { __type: code, message } };
    }
    warn(`Textract: ${String(error)}`);
    return { status: 500, body: { __type: 'InternalServerError', message: 'It failed here.' } };
  }
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LARGEST_BODY) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const tooLarge = () =>
  new TextractError('DocumentTooLargeException', 'The document is larger than 10 MB.');

function imageIn(body: Buffer): Buffer {
  let bytes: unknown;
  try {
    bytes = (JSON.parse(body.toString()) as { Document?: { Bytes?: unknown } }).Document?.Bytes;
  } catch {
    throw new TextractError('SerializationException', 'The request is not JSON.');
  }
  if (typeof bytes !== 'string' || !bytes) {
    throw new TextractError('InvalidParameterException', 'Document.Bytes is required here.');
  }
  const image = Buffer.from(bytes, 'base64');
  if (image.length > LARGEST_IMAGE) throw tooLarge();
  return image;
}

function mediaTypeOf(image: Buffer): string {
  if (image.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff]))) return 'image/jpeg';
  if (image.subarray(0, 4).equals(Buffer.from([0x89, 0x50, 0x4e, 0x47]))) return 'image/png';
  throw new TextractError('UnsupportedDocumentException', 'Only JPEG and PNG are read here.');
}

/** The page, its lines and their words, as Textract lists them. */
export function blocksOf(words: readonly PageWord[]): object[] {
  const lines = linesOf(words).map((line) => ({
    id: randomUUID(),
    words: line.map((word) => ({ id: randomUUID(), word })),
  }));
  const child = (Ids: string[]) => [{ Type: 'CHILD', Ids }];
  const box = ([, Left, Top, Width, Height]: PageWord) => ({
    BoundingBox: { Left, Top, Width, Height },
  });
  return [
    {
      BlockType: 'PAGE',
      Id: randomUUID(),
      Geometry: { BoundingBox: { Left: 0, Top: 0, Width: 1, Height: 1 } },
      Relationships: child(lines.map(({ id }) => id)),
    },
    ...lines.map((line) => ({
      BlockType: 'LINE',
      Id: line.id,
      Text: line.words.map(({ word }) => word[0]).join(' '),
      Confidence: Math.min(...line.words.map(({ word }) => word[5])),
      Geometry: box(around(line.words.map(({ word }) => word))),
      Relationships: child(line.words.map(({ id }) => id)),
    })),
    ...lines.flatMap((line) =>
      line.words.map(({ id, word }) => ({
        BlockType: 'WORD',
        Id: id,
        Text: word[0],
        TextType: 'PRINTED',
        Confidence: word[5],
        Geometry: box(word),
      })),
    ),
  ];
}

/** Words in reading order, cut where the next stands to the left or off the height of the one before. */
function linesOf(words: readonly PageWord[]): PageWord[][] {
  const lines: PageWord[][] = [];
  let last: PageWord | undefined;
  for (const word of words) {
    const [, x, y, , h] = word;
    const offHeight =
      last && Math.abs(y + h / 2 - (last[2] + last[4] / 2)) > Math.max(h, last[4]) / 2;
    if (!last || x < last[1] || offHeight) lines.push([]);
    lines.at(-1)?.push(word);
    last = word;
  }
  return lines;
}

function around(words: readonly PageWord[]): PageWord {
  const left = Math.min(...words.map(([, x]) => x));
  const top = Math.min(...words.map(([, , y]) => y));
  const right = Math.max(...words.map(([, x, , w]) => x + w));
  const bottom = Math.max(...words.map(([, , y, , h]) => y + h));
  return ['', left, top, right - left, bottom - top, 0];
}
