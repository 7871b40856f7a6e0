import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';

/**
 * The durable side of events: deliveries owed to targets, queue messages, schedule times, stream positions.
 *
 * One SQLite file, fsynced at every commit: what `publish` or `send` has accepted survives `kill -9`.
 */
export interface EventDatabase {
  all<Row>(sql: string, ...values: SQLInputValue[]): Row[];
  get<Row>(sql: string, ...values: SQLInputValue[]): Row | undefined;
  run(sql: string, ...values: SQLInputValue[]): { changes: number; id: number };
  /** Everything `work` writes, or nothing. */
  transaction<Result>(work: () => Result): Result;
  close(): void;
}

const SCHEMA = `
  create table if not exists deliveries (
    id integer primary key autoincrement,
    rule text not null,
    target text not null,          -- the target's id within its rule
    body text not null,
    attempts integer not null default 0,
    next_at integer not null       -- milliseconds since 1970
  );
  create index if not exists deliveries_due on deliveries (next_at);
  create table if not exists messages (
    id integer primary key autoincrement,
    message_id text not null unique,
    queue text not null,
    body text not null,
    sent_at integer not null,
    visible_at integer not null,
    first_received_at integer,
    receives integer not null default 0
  );
  create index if not exists messages_visible on messages (queue, visible_at);
  create table if not exists schedules (rule text primary key, expression text not null, due integer not null);
  create table if not exists positions (mapping text primary key, sequence text not null);
`;

/** Opens the file, making it when absent. */
export function openEventDatabase(file: string): EventDatabase {
  const database = new DatabaseSync(file);
  database.exec('pragma journal_mode = wal; pragma synchronous = full; pragma busy_timeout = 5000');
  database.exec(SCHEMA);

  const statements = new Map<string, StatementSync>();
  const prepared = (sql: string): StatementSync => {
    let statement = statements.get(sql);
    if (!statement) {
      statement = database.prepare(sql);
      statements.set(sql, statement);
    }
    return statement;
  };

  return {
    all: <Row>(sql: string, ...values: SQLInputValue[]) => prepared(sql).all(...values) as Row[],
    get: <Row>(sql: string, ...values: SQLInputValue[]) =>
      prepared(sql).get(...values) as Row | undefined,
    run(sql, ...values) {
      const { changes, lastInsertRowid } = prepared(sql).run(...values);
      return { changes: Number(changes), id: Number(lastInsertRowid) };
    },
    transaction(work) {
      // A transaction within one is part of it: SQLite has no nesting, and the outer commit covers both.
      if (database.isTransaction) return work();
      database.exec('begin immediate');
      try {
        const result = work();
        database.exec('commit');
        return result;
      } catch (error) {
        database.exec('rollback');
        throw error;
      }
    },
    close() {
      statements.clear();
      database.close();
    },
  };
}
