import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Adapter, Payload } from 'oidc-provider';
import { errors } from 'oidc-provider';

/** The sign-in's database: one SQLite file that outlives the process. */
export type SignInStore = {
  database: DatabaseSync;
  /** Where the provider keeps one kind of record (Session, Grant, RefreshToken and so on). */
  adapter(model: string): Adapter;
  /** Reads a setting, making and storing it the first time. */
  setting(name: string, make: () => string): string;
  /** Deletes records whose time is over. */
  sweep(): void;
  close(): void;
};

const schema = `
  create table if not exists records(
    model text not null, id text not null, payload text not null,
    grantId text, uid text, userCode text, expiresAt integer,
    primary key(model, id)
  ) without rowid;
  create index if not exists recordsByGrant on records(model, grantId);
  create index if not exists recordsByUid on records(model, uid);
  create index if not exists recordsByEnd on records(expiresAt);
  create table if not exists settings(name text primary key, value text not null) without rowid;
  create table if not exists signingKeys(
    kid text primary key, jwk text not null, createdAt integer not null
  ) without rowid;
  create table if not exists users(
    username text primary key, sub text not null unique, name text not null, email text,
    salt blob not null, hash blob not null
  ) without rowid;
  create table if not exists attempts(
    username text primary key, failures integer not null, lockedUntil integer not null,
    lastAt integer not null
  ) without rowid;
`;

const seconds = () => Math.floor(Date.now() / 1000);

/**
 * Opens the store in `dir`, making both if they are absent. Each change is on disk before it is
 * answered (WAL, synchronous full): a refresh token that was used must not come back after a crash.
 */
export function openSignInStore(dir: string): SignInStore {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const path = join(dir, 'sign-in.sqlite');
  const database = new DatabaseSync(path);
  // The file holds the private signing keys. SQLite gives its WAL files the same permissions.
  chmodSync(path, 0o600);
  database.exec('pragma journal_mode=wal; pragma synchronous=full; pragma busy_timeout=5000;');
  database.exec(schema);

  const getSetting = database.prepare('select value from settings where name = ?');
  const putSetting = database.prepare('insert into settings(name, value) values(?, ?)');
  const deleteExpired = database.prepare('delete from records where expiresAt < ?');
  const sweep = () => void deleteExpired.run(seconds());
  sweep();

  return {
    database,
    sweep,
    adapter: (model) => recordAdapter(database, model),
    setting(name, make) {
      const row = getSetting.get(name);
      if (row) return String(row.value);
      const value = make();
      putSetting.run(name, value);
      return value;
    },
    close: () => database.close(),
  };
}

function recordAdapter(database: DatabaseSync, model: string): Adapter {
  const live = 'model = ? and (expiresAt is null or expiresAt >= ?)';
  const put = database.prepare('insert or replace into records values(?, ?, ?, ?, ?, ?, ?)');
  const byId = database.prepare(`select payload from records where ${live} and id = ?`);
  const byUid = database.prepare(`select payload from records where ${live} and uid = ?`);
  const byUserCode = database.prepare(`select payload from records where ${live} and userCode = ?`);
  const markConsumed = database.prepare(
    `update records set payload = json_set(payload, '$.consumed', ?)
     where model = ? and id = ? and json_extract(payload, '$.consumed') is null`,
  );
  const remove = database.prepare('delete from records where model = ? and id = ?');
  const removeByGrant = database.prepare('delete from records where model = ? and grantId = ?');

  const read = (statement: typeof byId, key: string): Payload | undefined => {
    const row = statement.get(model, seconds(), key);
    return row && (JSON.parse(String(row.payload)) as Payload);
  };

  return {
    async upsert(id, payload, expiresIn) {
      put.run(
        model,
        id,
        JSON.stringify(payload),
        payload.grantId ?? null,
        payload.uid ?? null,
        payload.userCode ?? null,
        expiresIn === undefined ? null : seconds() + expiresIn,
      );
    },
    find: async (id) => read(byId, id),
    findByUid: async (uid) => read(byUid, uid),
    findByUserCode: async (userCode) => read(byUserCode, userCode),
    async consume(id) {
      // The provider reads, then consumes. Two requests with one token may both have read it as
      // fresh; only the first to mark it goes on.
      if (markConsumed.run(seconds(), model, id).changes === 0) {
        throw new errors.InvalidGrant('the code or token was already used');
      }
    },
    async destroy(id) {
      remove.run(model, id);
    },
    async revokeByGrantId(grantId) {
      removeByGrant.run(model, grantId);
    },
  };
}
