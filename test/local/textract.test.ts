import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DetectDocumentTextCommand, TextractClient } from '@aws-sdk/client-textract';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { blocksOf, type RunningTextract, startTextract } from '../../infra/local/textract.ts';
import { wordsFromBlocks } from '../../shared/ocr/textract.ts';

let workDir: string;
let textract: RunningTextract;
const clientOf = (secretAccessKey: string) =>
  new TextractClient({
    endpoint: textract.url,
    region: 'ap-south-1',
    credentials: { accessKeyId: 'own', secretAccessKey },
    maxAttempts: 1,
  });

beforeAll(async () => {
  workDir = mkdtempSync(join(tmpdir(), 'patravali-textract-'));
  textract = await startTextract({
    host: '127.0.0.1',
    port: 0,
    region: 'ap-south-1',
    workDir,
    secretOf: (id) => (id === 'own' ? 'secret' : undefined),
    warn: () => {},
  });
});
afterAll(async () => {
  await textract.close();
  rmSync(workDir, { recursive: true });
});

it('reads a page for the real client and leaves nothing of it on disk', async () => {
  const Bytes = readFileSync(new URL('../../samples/scans/e03-clean300.png', import.meta.url));
  const { Blocks = [] } = await clientOf('secret').send(
    new DetectDocumentTextCommand({ Document: { Bytes } }),
  );
  const lines = Blocks.filter(({ BlockType }) => BlockType === 'LINE');
  expect(lines.length).toBeGreaterThan(5);
  expect(wordsFromBlocks(Blocks, 1000, 1000).length).toBeGreaterThan(50);
  expect(readdirSync(workDir)).toEqual([]);
}, 60_000);

it('refuses a wrong secret, an unknown kind of file and a missing one', async () => {
  const send = (secret: string, Bytes: Uint8Array) =>
    clientOf(secret).send(new DetectDocumentTextCommand({ Document: { Bytes } }));
  await expect(send('other', new Uint8Array([1]))).rejects.toMatchObject({
    name: 'InvalidSignatureException',
  });
  await expect(send('secret', Buffer.from('<html>'))).rejects.toMatchObject({
    name: 'UnsupportedDocumentException',
  });
  await expect(send('secret', new Uint8Array())).rejects.toMatchObject({
    name: 'InvalidParameterException',
  });
});

it('puts words that stand side by side into one line', () => {
  const blocks = blocksOf([
    ['Office', 0.1, 0.1, 0.1, 0.02, 90],
    ['of', 0.22, 0.101, 0.03, 0.02, 80],
    ['Collector', 0.1, 0.14, 0.2, 0.02, 95],
  ]) as { BlockType: string; Text?: string; Confidence?: number }[];
  const lines = blocks.filter(({ BlockType }) => BlockType === 'LINE');
  expect(lines.map(({ Text }) => Text)).toEqual(['Office of', 'Collector']);
  expect(lines[0]?.Confidence).toBe(80);
});
