import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import type { SignInStore } from './signInStore.ts';

/** A person who may sign in, as given at start. */
export type SignInUser = {
  username: string;
  password: string;
  /** The subject in every token: what the records of the office know the person by. */
  sub: string;
  name: string;
  email?: string | undefined;
};

/** A person as stored: everything but the password. */
export type KnownUser = Omit<SignInUser, 'password'>;

/** What came of a try at the login form. */
export type Attempt =
  | { outcome: 'welcome'; user: KnownUser }
  | { outcome: 'wrong' }
  | { outcome: 'locked'; secondsLeft: number };

export type Users = {
  /** Adds those whose user name is not known yet; leaves the others as they are. */
  add(users: SignInUser[]): Promise<void>;
  bySub(sub: string): KnownUser | undefined;
  attempt(username: string, password: string): Promise<Attempt>;
  /** Forgets the wrong attempts of long ago. */
  sweep(): void;
};

const allowedFailures = 5;
const lockFor = 60_000;
const rememberFailuresFor = 60 * 60 * 1000;
const longestInput = 256;

// About 32 MB and a tenth of a second for each guess; the default limit of Node is just below that.
const cost: ScryptOptions = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 };

/** Runs in Node's thread pool, so that a sign-in never holds up the requests of others. */
const hashPassword = (password: string, salt: Uint8Array): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    scrypt(password.normalize('NFC'), salt, 32, cost, (error, hash) =>
      error ? reject(error) : resolve(hash),
    );
  });

/** One spelling of a user name: NFC, lower case, no spaces around, ASCII digits for Devanagari ones. */
export function canonicalUsername(typed: string): string {
  return typed
    .normalize('NFC')
    .trim()
    .toLowerCase()
    .replace(/[०-९]/g, (digit) => String(digit.charCodeAt(0) - 0x0966));
}

/** @param now gives milliseconds since 1970; locks are measured with it */
export function signInUsers(store: SignInStore, now: () => number): Users {
  const { database } = store;
  const insertUser = database.prepare(
    'insert or ignore into users(username, sub, name, email, salt, hash) values(?, ?, ?, ?, ?, ?)',
  );
  const byUsername = database.prepare('select * from users where username = ?');
  const userBySub = database.prepare('select * from users where sub = ?');
  const getAttempts = database.prepare('select * from attempts where username = ?');
  const putAttempts = database.prepare('insert or replace into attempts values(?, ?, ?, ?)');
  const forgetAttempts = database.prepare('delete from attempts where username = ?');
  const forgetOldAttempts = database.prepare('delete from attempts where lastAt < ?');

  // Somebody who does not exist is checked against this, so that the answer takes as long.
  const nobody = { salt: randomBytes(16), hash: randomBytes(32) };

  /**
   * Counts a try as failed before the password is looked at: of a hundred guesses sent at once
   * only the first five are checked. Names that do not exist are counted alike, so that a lock
   * does not tell who does.
   *
   * @returns milliseconds until the lock opens; 0 if the try may go on
   */
  const lockedFor = (username: string): number => {
    const at = now();
    const row = getAttempts.get(username);
    const lockedUntil = Number(row?.lockedUntil ?? 0);
    if (lockedUntil > at) return lockedUntil - at;
    const failures = (lockedUntil > 0 ? 0 : Number(row?.failures ?? 0)) + 1;
    putAttempts.run(username, failures, failures >= allowedFailures ? at + lockFor : 0, at);
    return 0;
  };

  return {
    async add(users) {
      await Promise.all(
        users.map(async (user) => {
          const username = canonicalUsername(user.username);
          if (!username || !user.sub || !user.password) {
            throw new Error('A user needs a user name, a subject and a password.');
          }
          if (byUsername.get(username)) return;
          const salt = randomBytes(16);
          const hash = await hashPassword(user.password, salt);
          const { changes } = insertUser.run(
            username,
            user.sub,
            user.name.normalize('NFC'),
            user.email ?? null,
            salt,
            hash,
          );
          if (changes === 0) {
            throw new Error(`The user "${username}" shares a name or a subject with another user.`);
          }
        }),
      );
    },

    bySub: (sub) => {
      const row = userBySub.get(sub);
      return row && knownUser(row);
    },

    async attempt(typedUsername, password) {
      if (typedUsername.length > longestInput || password.length > longestInput) {
        return { outcome: 'wrong' };
      }
      const username = canonicalUsername(typedUsername);
      const wait = lockedFor(username);
      if (wait > 0) return { outcome: 'locked', secondsLeft: Math.ceil(wait / 1000) };

      const row = byUsername.get(username);
      const salt = row ? (row.salt as Uint8Array) : nobody.salt;
      const stored = row ? (row.hash as Uint8Array) : nobody.hash;
      const matches = timingSafeEqual(await hashPassword(password, salt), stored);
      if (!row || !matches) return { outcome: 'wrong' };
      forgetAttempts.run(username);
      return { outcome: 'welcome', user: knownUser(row) };
    },

    sweep: () => void forgetOldAttempts.run(now() - rememberFailuresFor),
  };
}

function knownUser(row: Record<string, unknown>): KnownUser {
  return {
    username: String(row.username),
    sub: String(row.sub),
    name: String(row.name),
    ...(row.email === null ? {} : { email: String(row.email) }),
  };
}
