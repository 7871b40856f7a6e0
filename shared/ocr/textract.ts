import { type Block, DetectDocumentTextCommand, TextractClient } from '@aws-sdk/client-textract';
import type { PostedPage } from './childMessages.ts';
import type { PageReading, PageWord } from './reading.ts';
import { readingOrder, textOf } from './rows.ts';
import { meanConfidence, type Word } from './words.ts';

let client: TextractClient | undefined;

/** Bytes that Textract takes in a request. */
const largestRequest = 10 * 1024 * 1024;

/**
 * Reads an upright page by Amazon Textract's synchronous call. Where it goes is the SDK's business:
 * `AWS_ENDPOINT_URL_TEXTRACT` points it at a local endpoint that speaks the same protocol.
 * @throws the SDK's errors, after its own retry
 */
export async function readByTextract(page: PostedPage, started: number): Promise<PageReading> {
  const bytes = Buffer.from(page.jpeg, 'base64');
  if (bytes.length > largestRequest) throw new RangeError('The page is too large for Textract.');
  client ??= new TextractClient({ maxAttempts: 2 });
  const reply = await client.send(new DetectDocumentTextCommand({ Document: { Bytes: bytes } }));
  const words = wordsFromBlocks(reply.Blocks ?? [], page.width, page.height);
  const rows = readingOrder(words);
  return {
    outcome: words.length > 0 ? 'text' : 'too-poor',
    text: textOf(rows).normalize('NFC'),
    words: rows.flat().map((word) => fractionOf(word, page.width, page.height)),
    engine: 'textract',
    model: reply.DetectDocumentTextModelVersion ?? 'none',
    languages: ['en'],
    meanConfidence: Math.round(meanConfidence(words) * 10) / 10,
    skew: page.skew,
    rotation: page.rotation,
    dpi: page.dpi,
    source: 'ocr',
    milliseconds: Math.round(performance.now() - started),
  };
}

/** Words of a reply in pixels, each with the line that claims it. */
export function wordsFromBlocks(blocks: readonly Block[], width: number, height: number): Word[] {
  const lineOf = new Map<string, string>();
  for (const { BlockType, Id, Relationships } of blocks) {
    if (BlockType !== 'LINE' || !Id) continue;
    for (const { Type, Ids } of Relationships ?? []) {
      if (Type === 'CHILD') for (const child of Ids ?? []) lineOf.set(child, Id);
    }
  }
  return blocks.flatMap(({ BlockType, Id = '', Text, Geometry, Confidence = 0 }) => {
    const box = Geometry?.BoundingBox;
    if (BlockType !== 'WORD' || !Text || !box) return [];
    const { Left = 0, Top = 0, Width = 0, Height = 0 } = box;
    return [
      {
        text: Text.normalize('NFC'),
        x: Left * width,
        y: Top * height,
        w: Width * width,
        h: Height * height,
        conf: Confidence,
        line: lineOf.get(Id) ?? Id,
      },
    ];
  });
}

function fractionOf({ text, x, y, w, h, conf }: Word, width: number, height: number): PageWord {
  const four = (value: number): number => Math.round(value * 10_000) / 10_000;
  return [
    text,
    four(x / width),
    four(y / height),
    four(w / width),
    four(h / height),
    Math.round(conf),
  ];
}
