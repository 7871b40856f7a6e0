import { describe, expect, it } from 'vitest';
import { itemSize, writeUnits } from '../bench/itemSize.ts';

describe('the size of a row', () => {
  it.each([
    ['a text, in UTF-8', { ab: { S: 'नस्ती' } }, 2 + 15],
    ['binary, as long as it is', { b: { B: new Uint8Array(500) } }, 1 + 500],
    ['a number, two digits a byte and one more', { n: { N: '12345' } }, 1 + 4],
    ['a number with zeros behind', { n: { N: '1000' } }, 1 + 2],
    ['a number below zero', { n: { N: '-12' } }, 1 + 3],
    ['nought', { n: { N: '0' } }, 1 + 1],
    ['a truth and nothing', { t: { BOOL: true }, z: { NULL: true } }, 2 + 2],
    ['a list', { l: { L: [{ S: 'ab' }, { N: '1' }] } }, 1 + 3 + 2 + 2 + 2],
    ['a map', { m: { M: { a: { S: 'bc' } } } }, 1 + 3 + 1 + 1 + 2],
    ['sets', { s: { SS: ['a', 'bc'] }, n: { NS: ['12'] }, b: { BS: [new Uint8Array(3)] } }, 11],
  ])('%s', (_, item, bytes) => {
    expect(itemSize(item as never)).toBe(bytes);
  });
});

describe('the units of a write', () => {
  const of = (bytes: number) => ({ a: { B: new Uint8Array(bytes - 1) } });

  it('are one for each KiB begun, and twice that in a transaction', () => {
    const alone = { inTransaction: false };
    expect(writeUnits(undefined, of(1), alone)).toBe(1);
    expect(writeUnits(undefined, of(1024), alone)).toBe(1);
    expect(writeUnits(undefined, of(1025), alone)).toBe(2);
    expect(writeUnits(undefined, of(1025), { inTransaction: true })).toBe(4);
  });

  it('go by the larger of the row before and after', () => {
    expect(writeUnits(of(3000), of(10), { inTransaction: true })).toBe(6);
    expect(writeUnits(of(3000), undefined, { inTransaction: false })).toBe(3);
  });
});
