import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { quarterTurn } from '../../shared/ocr/greyImage.ts';
import { decodePicture } from '../../shared/ocr/image.ts';
import { triage } from '../../shared/ocr/triage.ts';

const scan = async (name: string) => {
  const { plain } = await decodePicture(await readFile(`samples/scans/${name}`), 1);
  return plain;
};

describe('triage', () => {
  it.each([
    ['h03-clean300.png', 'devanagari'],
    ['m03-clean300.png', 'mixed'],
    ['e03-clean300.png', 'latin'],
  ])('takes %s for %s', async (name, script) => {
    expect(await triage(await scan(name))).toMatchObject({ script, quarters: 0 });
  });

  it('finds which way a page fed in sideways was up', async () => {
    expect(await triage(await scan('m04-rot90.jpg'))).toMatchObject({ quarters: 3 });
  });

  it.each(['h02-adf200.jpg', 'e03-clean300.png'])('finds %s upside down', async (name) => {
    expect(await triage(quarterTurn(await scan(name), 2))).toMatchObject({ quarters: 2 });
  });

  it('sees no letters on a blank page', async () => {
    const data = new Uint8Array(1000 * 1400).fill(250);
    expect(await triage({ data, width: 1000, height: 1400 })).toMatchObject({ letters: 0 });
  });
});
