/** Stands in for `ulid`: ids that are counted, so that a run that begins at the same moment makes the same ones. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
let count = 0;

const encoded = (value: number, digits: number): string =>
  Array.from({ length: digits }, (_, place) =>
    alphabet.charAt(Math.floor(value / 32 ** (digits - 1 - place)) % 32),
  ).join('');

export const ulid = (): string => {
  count += 1;
  return encoded(Date.now(), 10) + encoded(count, 16);
};
export const counted = (): number => count;
export const countFrom = (from: number): void => {
  count = from;
};
