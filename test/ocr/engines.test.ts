import { describe, expect, it } from 'vitest';
import { engineFor, latinEngineOf } from '../../shared/ocr/engines.ts';
import { outcomeOf } from '../../shared/ocr/readPage.ts';
import { wordsFromBlocks } from '../../shared/ocr/textract.ts';

describe('the choice of engine', () => {
  it('gives Hindi pages to the Devanagari model alone, whatever is preferred for Latin', () => {
    for (const latin of ['tesseract', 'textract'] as const) {
      expect(engineFor('devanagari', latin)).toMatchObject({ name: 'tesseract', models: ['deva'] });
      expect(engineFor('mixed', latin)).toMatchObject({ models: ['deva', 'eng'] });
    }
  });

  it('gives Latin pages to Textract only when asked', () => {
    expect(engineFor('latin', 'tesseract')).toMatchObject({ models: ['deva', 'eng'] });
    expect(engineFor('latin', 'textract')).toMatchObject({ name: 'textract' });
  });

  it('is made by one variable, and is Tesseract unless it says otherwise', () => {
    expect(latinEngineOf({})).toBe('tesseract');
    expect(latinEngineOf({ OCR_LATIN_ENGINE: 'magic' })).toBe('tesseract');
    expect(latinEngineOf({ OCR_LATIN_ENGINE: 'textract' })).toBe('textract');
  });
});

describe('the outcome of a page', () => {
  const words = (text: string, conf: number) => [{ text, conf }];

  it('is text where words can be trusted', () => {
    expect(outcomeOf(words('कार्यालय', 90), 200)).toBe('text');
  });

  it('is blank where nothing, or a doubtful dot, was found on an empty page', () => {
    expect(outcomeOf([], 5)).toBe('blank');
    expect(outcomeOf(words('i', 20), 5)).toBe('blank');
  });

  it('is too poor where there is ink and no trust', () => {
    expect(outcomeOf([], 200)).toBe('too-poor');
    expect(outcomeOf(words('xqzw rtty', 30), 200)).toBe('too-poor');
  });
});

it('words of a Textract reply know their line and their place in pixels', () => {
  const box = { Left: 0.5, Top: 0.25, Width: 0.1, Height: 0.02 };
  const words = wordsFromBlocks(
    [
      { BlockType: 'PAGE', Id: 'p' },
      { BlockType: 'LINE', Id: 'l', Relationships: [{ Type: 'CHILD', Ids: ['w'] }] },
      {
        BlockType: 'WORD',
        Id: 'w',
        Text: 'Tender',
        Confidence: 99,
        Geometry: { BoundingBox: box },
      },
    ],
    1000,
    2000,
  );
  expect(words).toEqual([{ text: 'Tender', x: 500, y: 500, w: 100, h: 40, conf: 99, line: 'l' }]);
});
