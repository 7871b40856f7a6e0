/** The metadata of the embedded S3: one SQLite file, flushed to disk at every commit. */
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';

const SCHEMA = `
  pragma journal_mode = wal;
  pragma synchronous = full;
  pragma busy_timeout = 5000;
  create table if not exists buckets(
    name text primary key, created integer not null, versioned integer not null
  ) strict;
  create table if not exists objects(
    seq integer primary key autoincrement,
    bucket text not null, key text not null, version text not null,
    latest integer not null, marker integer not null,
    size integer not null, etag text not null, modified integer not null, blob text not null,
    attributes text not null, tags text not null,
    lock_mode text, retain_until integer, legal_hold integer not null,
    upload text,
    unique(bucket, key, version)
  ) strict;
  create unique index if not exists latest_objects on objects(bucket, key) where latest = 1;
  create index if not exists object_history on objects(bucket, key, seq desc);
  create index if not exists object_blobs on objects(blob);
  create index if not exists object_ages on objects(bucket, modified) where latest = 1 and marker = 0;
  create index if not exists object_uploads on objects(upload) where upload is not null;
  create table if not exists uploads(
    id text primary key, bucket text not null, key text not null, created integer not null, attributes text not null
  ) strict;
  create table if not exists parts(
    upload text not null, number integer not null, size integer not null, etag text not null,
    blob text not null, checksums text not null, modified integer not null,
    primary key(upload, number)
  ) strict;
  create index if not exists part_blobs on parts(blob);
  create table if not exists events(id integer primary key autoincrement, body text not null) strict;
`;

export type SqlValue = string | number | null;
export type SqlRow = Record<string, unknown>;

export class Database {
  readonly #connection: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor(dir: string) {
    const path = join(dir, 's3.sqlite');
    this.#connection = new DatabaseSync(path);
    this.#connection.exec(SCHEMA);
    chmodSync(path, 0o600);
  }

  #statement(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (!statement) {
      statement = this.#connection.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  get(sql: string, ...values: SqlValue[]): SqlRow | undefined {
    return this.#statement(sql).get(...values) as SqlRow | undefined;
  }

  all(sql: string, ...values: SqlValue[]): SqlRow[] {
    return this.#statement(sql).all(...values) as SqlRow[];
  }

  /** @returns the number of rows changed and the row id of the last insert. */
  run(sql: string, ...values: SqlValue[]): { changes: number; rowId: number } {
    const { changes, lastInsertRowid } = this.#statement(sql).run(...values);
    return { changes: Number(changes), rowId: Number(lastInsertRowid) };
  }

  /** Runs `work` in one transaction, durable when this returns; undone when it throws. Must not be nested. */
  transaction<T>(work: () => T): T {
    this.#connection.exec('begin immediate');
    try {
      const result = work();
      this.#connection.exec('commit');
      return result;
    } catch (error) {
      // A full disk may have ended the transaction already.
      if (this.#connection.isTransaction) this.#connection.exec('rollback');
      throw error;
    }
  }

  close(): void {
    this.#statements.clear();
    this.#connection.close();
  }
}
