import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPageReader, type PageReader } from '../../shared/ocr/pageReader.ts';
import { sharp } from '../../shared/ocr/sharpSafely.ts';

/** A Textract on this machine: keeps what it was asked, answers what it was told. */
let server: Server;
let asked: { target: string | undefined; image: Buffer }[] = [];
let answer: { status: number; body: unknown };
let reader: PageReader;
const environment = { ...process.env };

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
};

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const { Document } = JSON.parse(await bodyOf(request)) as { Document: { Bytes: string } };
    const target = request.headers['x-amz-target'] as string | undefined;
    asked.push({ target, image: Buffer.from(Document.Bytes, 'base64') });
    response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify(answer.body));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_TEXTRACT: `http://127.0.0.1:${port}`,
    AWS_REGION: 'ap-south-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  });
  reader = openPageReader({ latinEngine: 'textract' });
});
afterAll(async () => {
  await reader.close();
  server.close();
  process.env = environment;
});

const scan = (name: string) => join(process.cwd(), 'samples/scans', name);
const box = (Left: number, Top: number) => ({
  BoundingBox: { Left, Top, Width: 0.1, Height: 0.01 },
});

describe('Textract', () => {
  it('is sent Latin pages, upright, as a grey JPEG', async () => {
    asked = [];
    answer = {
      status: 200,
      body: {
        DetectDocumentTextModelVersion: '1.0',
        Blocks: [
          { BlockType: 'WORD', Id: 'b', Text: 'TENDER', Confidence: 98, Geometry: box(0.5, 0.1) },
          { BlockType: 'WORD', Id: 'a', Text: 'NOTICE', Confidence: 96, Geometry: box(0.3, 0.1) },
        ],
      },
    };
    const reading = await reader.read(scan('e03-clean300.png'), 'image/png', 1);
    expect(reading).toMatchObject({
      engine: 'textract',
      model: '1.0',
      outcome: 'text',
      text: 'NOTICE TENDER',
      meanConfidence: 97,
      languages: ['en'],
    });
    expect(reading.words[0]).toEqual(['NOTICE', 0.3, 0.1, 0.1, 0.01, 96]);
    expect(asked).toHaveLength(1);
    expect(asked[0]?.target).toBe('Textract.DetectDocumentText');
    expect(await sharp(asked[0]?.image).metadata()).toMatchObject({ format: 'jpeg', width: 2479 });
  });

  it('is never sent a Hindi page', async () => {
    asked = [];
    const reading = await reader.read(scan('h02-adf200.jpg'), 'image/jpeg', 1);
    expect(reading.engine).toBe('tesseract');
    expect(asked).toEqual([]);
  });

  it('is done without when it refuses', async () => {
    asked = [];
    answer = { status: 400, body: { __type: 'AccessDeniedException', message: 'no' } };
    const reading = await reader.read(scan('e03-clean300.png'), 'image/png', 1);
    expect(asked).toHaveLength(1);
    expect(reading).toMatchObject({ engine: 'tesseract', outcome: 'text' });
  });
});
