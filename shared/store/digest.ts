import { createHash, randomBytes } from 'node:crypto';
import { ulid } from 'ulid';
import type { NewId } from '../domain/ids.ts';
import type { Digest, NewSalt } from '../domain/ledger.ts';

/** What the pure rules are given of the outside world: SHA-256, salts, ids. */
export const digest: Digest = (text) => createHash('sha256').update(text, 'utf8').digest('hex');
export const newSalt: NewSalt = () => randomBytes(16).toString('hex');
/** Seven random values of 0 to 31, for a short number. */
export const newShortValues = (): number[] => Array.from(randomBytes(7), (byte) => byte & 31);
/** Sixteen random values of 0 to 31, for a code that nobody guesses. */
export const newCodeValues = (): number[] => Array.from(randomBytes(16), (byte) => byte & 31);
export const newId: NewId = (prefix) => `${prefix}_${ulid()}`;
