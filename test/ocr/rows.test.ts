import { describe, expect, it } from 'vitest';
import { readingOrder, textOf } from '../../shared/ocr/rows.ts';
import { dropSpecks, meanConfidence, type Word, wordsFromTsv } from '../../shared/ocr/words.ts';

const word = (text: string, x: number, y: number, line = '1', conf = 90): Word => ({
  text,
  x,
  y,
  w: text.length * 10,
  h: 20,
  conf,
  line,
});

describe('reading order', () => {
  it('joins pieces of one row that the engine put into different blocks', () => {
    const words = [
      word('Dated', 500, 102, 'b'),
      word('No.', 10, 100, 'a'),
      word('Order', 200, 40, 'c'),
    ];
    expect(textOf(readingOrder(words))).toBe('Order\nNo. Dated');
  });

  it('keeps neighbouring rows apart', () => {
    const words = [word('first', 0, 0, 'a'), word('second', 0, 24, 'b')];
    expect(textOf(readingOrder(words))).toBe('first\nsecond');
  });

  it('reads a ruled table cell by cell', () => {
    const lying = [0, 100].map((at) => ({ at, from: 0, to: 600 }));
    const standing = [0, 100, 400, 600].map((at) => ({ at, from: 0, to: 100 }));
    const words = [
      word('1', 20, 10, 'a'),
      word('Village', 120, 10, 'a'),
      word('11.69', 420, 10, 'a'),
      word('Datan', 120, 50, 'b'),
      word('after', 0, 130, 'c'),
    ];
    expect(textOf(readingOrder(words, { lying, standing }))).toBe('1 Village Datan 11.69\nafter');
    expect(textOf(readingOrder(words))).toBe('1 Village 11.69\nDatan\nafter');
  });

  it('does not take the margin line of a ruled note sheet for a table', () => {
    const lying = [0, 100].map((at) => ({ at, from: 0, to: 600 }));
    const standing = [{ at: 100, from: 0, to: 100 }];
    const words = [
      word('7.', 20, 50, 'b'),
      word('upper', 120, 10, 'a'),
      word('lower', 120, 50, 'b'),
    ];
    expect(textOf(readingOrder(words, { lying, standing }))).toBe('upper\n7. lower');
  });
});

describe('words of a report', () => {
  const tsv = (...rows: string[]) => rows.join('\n');

  it('are taken from level 5 alone, with their line', () => {
    const words = wordsFromTsv(
      tsv(
        'level\tpage\tblock\tpar\tline\tword\tleft\ttop\twidth\theight\tconf\ttext',
        '4\t1\t2\t1\t3\t0\t5\t6\t7\t8\t-1\t',
        '5\t1\t2\t1\t3\t1\t5\t6\t70\t8\t91.5\tआदेश',
        '5\t1\t2\t1\t3\t2\t5\t6\t7\t8\t95\t ',
      ),
    );
    expect(words).toEqual([{ text: 'आदेश', x: 5, y: 6, w: 70, h: 8, conf: 91.5, line: '2.1.3' }]);
  });

  it('lose specks that touch no word, and keep punctuation that does', () => {
    const words = [
      word('~', 0, 0),
      word('order', 100, 0),
      word(':', 152, 0),
      word('.', 300, 0),
      word('.', 400, 0, '1', 10),
    ];
    expect(dropSpecks(words).map(({ text }) => text)).toEqual(['order', ':']);
  });

  it('take a danda, or the bar it was read as, to the word before', () => {
    const words = [word('है', 0, 0), word('|', 24, 0), word('था|', 60, 0)];
    const kept = dropSpecks(words);
    expect(kept.map(({ text }) => text)).toEqual(['है।', 'था।']);
    expect(kept[0]).toMatchObject({ x: 0, w: 34 });
  });

  it('leave a bar after a Latin word alone', () => {
    expect(dropSpecks([word('A|', 0, 0)]).map(({ text }) => text)).toEqual(['A|']);
  });

  it('weigh confidence by length', () => {
    expect(meanConfidence([word('long word', 0, 0, '1', 90), word('x', 0, 0, '1', 10)])).toBe(82);
    expect(meanConfidence([])).toBe(0);
  });
});
