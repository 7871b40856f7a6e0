import { createHmac, timingSafeEqual } from 'node:crypto';

/** The attempt that a task token stands for. */
export interface TokenTarget {
  executionId: number;
  path: string;
  nonce: string;
}

/**
 * Task tokens that carry their own address under a keyed hash, so that nothing is stored per token and a forged one is
 * told from an expired one: a token that does not verify is invalid, one that verifies and names no running attempt has
 * timed out. The nonce is random, so a token cannot be guessed even by who knows the execution.
 */
export class TaskTokens {
  readonly #key: Buffer;

  /** @param key at least 32 random bytes, kept for the life of the installation: tokens are out for months. */
  constructor(key: Buffer) {
    this.#key = key;
  }

  issue({ executionId, path, nonce }: TokenTarget): string {
    const body = Buffer.from(JSON.stringify([executionId, path, nonce])).toString('base64url');
    return `${body}.${this.#sign(body).toString('base64url')}`;
  }

  /** What a token stands for, or undefined when this installation did not issue it. */
  read(token: string): TokenTarget | undefined {
    const [body = '', signature = '', more] = token.split('.');
    const given = Buffer.from(signature, 'base64url');
    const expected = this.#sign(body);
    if (more !== undefined || given.length !== expected.length) return undefined;
    if (!timingSafeEqual(given, expected)) return undefined;
    const [executionId, path, nonce] = JSON.parse(Buffer.from(body, 'base64url').toString()) as [
      number,
      string,
      string,
    ];
    return { executionId, path, nonce };
  }

  #sign(body: string): Buffer {
    return createHmac('sha256', this.#key).update(body).digest();
  }
}
