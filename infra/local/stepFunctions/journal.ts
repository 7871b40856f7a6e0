import { createHash, randomBytes } from 'node:crypto';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { type Ending, Execution, type ExecutionStatus } from './execution.ts';
import { type ChildResult, dueOf, type Frame, needsAction } from './frame.ts';
import type { Definition } from './language.ts';
import { JournalError } from './statesError.ts';

const SCHEMA = `
  pragma journal_mode = wal;
  pragma synchronous = full;
  pragma busy_timeout = 5000;
  create table if not exists setting (name text primary key, value blob not null) without rowid;
  create table if not exists definition (hash text primary key, body text not null) without rowid;
  create table if not exists execution (
    id integer primary key autoincrement,
    arn text not null unique, name text not null, machine text not null, status text not null,
    input text not null, output text, error text, cause text,
    started integer not null, stopped integer, deadline integer not null,
    definition text not null, events integer not null
  );
  create index if not exists execution_by_machine on execution (machine, started desc, id desc);
  create index if not exists execution_by_stop on execution (stopped) where stopped is not null;
  create index if not exists execution_running on execution (id) where status = 'RUNNING';
  create table if not exists frame (
    execution integer not null, path text not null, body text not null, due integer, acts integer not null,
    primary key (execution, path)
  ) without rowid;
  create index if not exists frame_due on frame (due) where due is not null;
  create index if not exists frame_acts on frame (execution) where acts = 1;
  create table if not exists result (
    execution integer not null, path text not null, body text not null, primary key (execution, path)
  ) without rowid;
  create table if not exists history (
    execution integer not null, id integer not null, previous integer not null,
    at integer not null, type text not null, details text not null, primary key (execution, id)
  ) without rowid;
  create table if not exists outbox (
    id integer primary key autoincrement, due integer not null, attempts integer not null, body text not null
  );
  create index if not exists outbox_due on outbox (due);
`;

/** One row of the `execution` table. Times are milliseconds since 1970. */
export interface ExecutionRow {
  id: number;
  arn: string;
  name: string;
  machine: string;
  status: ExecutionStatus;
  input: string;
  output: string | null;
  error: string | null;
  cause: string | null;
  started: number;
  stopped: number | null;
  deadline: number;
  definition: string;
  events: number;
}

interface Waiting {
  work(): unknown;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

/**
 * The durable memory of all executions: one SQLite file, every commit synced to disk. Writers that arrive together share
 * one transaction, so that a hundred executions moving at once cost one sync and not a hundred; each still succeeds or
 * fails on its own, and none hears of success before the bytes are on the disk.
 */
export class Journal {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  readonly #definitions = new Map<string, Definition>();
  readonly #now: () => number;
  #waiting: Waiting[] = [];
  #closed = false;

  /** @param file the database file; its `-wal` and `-shm` companions stand beside it. */
  constructor(file: string, now: () => number) {
    this.#database = new DatabaseSync(file);
    this.#database.exec(SCHEMA);
    this.#now = now;
  }

  /** All rows of a query. The statement is prepared once. */
  all<Row>(sql: string, ...values: SQLInputValue[]): Row[] {
    return this.#statement(sql).all(...values) as Row[];
  }

  get<Row>(sql: string, ...values: SQLInputValue[]): Row | undefined {
    return this.#statement(sql).get(...values) as Row | undefined;
  }

  /** Runs a statement that writes. Call it only inside the work given to `write`. @returns rows changed and last id. */
  run(sql: string, ...values: SQLInputValue[]): { changes: number; id: number } {
    const { changes, lastInsertRowid } = this.#statement(sql).run(...values);
    return { changes: Number(changes), id: Number(lastInsertRowid) };
  }

  /**
   * Runs `work` in a transaction and resolves when it is on the disk. An error thrown by `work` undoes its own writes
   * only, and rejects.
   * @throws JournalError when the storage fails.
   */
  write<T>(work: () => T): Promise<T> {
    if (this.#closed) return Promise.reject(new JournalError('The journal is closed.'));
    return new Promise<T>((resolve, reject) => {
      this.#waiting.push({ work, resolve: resolve as (value: unknown) => void, reject });
      if (this.#waiting.length === 1) setImmediate(() => this.#flush());
    });
  }

  /** The key under which task tokens are signed, made on first use. */
  async tokenKey(): Promise<Buffer> {
    return this.write(() => {
      this.run(
        `insert or ignore into setting values ('token-key', ?)`,
        randomBytes(32) as Uint8Array,
      );
      const row = this.get<{ value: Uint8Array }>(
        `select value from setting where name = 'token-key'`,
      );
      return Buffer.from(row?.value ?? []);
    });
  }

  /** Stores a definition under its hash, so that a running execution keeps its own when a new one is deployed. */
  putDefinition(body: string): string {
    const hash = createHash('sha256').update(body).digest('hex');
    this.run('insert or ignore into definition values (?, ?)', hash, body);
    return hash;
  }

  definition(hash: string): Definition {
    const known = this.#definitions.get(hash);
    if (known) return known;
    const row = this.get<{ body: string }>('select body from definition where hash = ?', hash);
    if (!row) throw new JournalError(`The definition ${hash} is missing.`);
    const definition = JSON.parse(row.body) as Definition;
    this.#definitions.set(hash, definition);
    return definition;
  }

  row(arn: string): ExecutionRow | undefined {
    return this.get('select * from execution where arn = ?', arn);
  }

  rowById(id: number): ExecutionRow | undefined {
    return this.get('select * from execution where id = ?', id);
  }

  /** A running execution as it stood after its last commit; undefined when it has ended or never was. */
  load(id: number): Execution | undefined {
    const row = this.rowById(id);
    if (row?.status !== 'RUNNING') return undefined;
    const execution = this.revive(row);
    for (const { body } of this.all<{ body: string }>(
      'select body from frame where execution = ? order by path',
      id,
    )) {
      const frame = JSON.parse(body) as Frame;
      execution.frames.set(frame.path, frame);
      if (frame.phase.kind === 'ready') execution.ready.add(frame.path);
    }
    for (const { path, body } of this.all<{ path: string; body: string }>(
      'select path, body from result where execution = ?',
      id,
    )) {
      execution.results.set(path, JSON.parse(body) as ChildResult);
    }
    return execution;
  }

  /** The execution that a row stands for, without its frames. */
  revive(row: ExecutionRow): Execution {
    const machineName = row.machine.slice(row.machine.lastIndexOf(':') + 1);
    const { id, arn, name, started, deadline } = row;
    return new Execution(
      {
        id,
        arn,
        name,
        machineArn: row.machine,
        machineName,
        input: JSON.parse(row.input) as unknown,
        started,
        deadline,
      },
      this.definition(row.definition),
      row.events,
    );
  }

  /**
   * Writes everything that changed in an execution since its last commit: frames, results, history and, when it has
   * ended, its outcome. Call it only inside the work given to `write`.
   */
  save(execution: Execution): void {
    const { record, changes, ending } = execution;
    const at = this.#now();
    for (const event of changes.events) {
      this.run(
        'insert into history values (?, ?, ?, ?, ?, ?)',
        record.id,
        event.id,
        event.previous,
        at,
        event.type,
        JSON.stringify(event.details),
      );
    }
    if (ending) {
      this.#end(record.id, ending, execution.eventCount, at);
      return;
    }
    for (const path of changes.frames) this.#saveFrame(record, path, execution.frames.get(path));
    for (const path of changes.results) {
      const result = execution.results.get(path);
      if (result) {
        const body = JSON.stringify(result);
        this.run('insert or replace into result values (?, ?, ?)', record.id, path, body);
      } else {
        this.run('delete from result where execution = ? and path = ?', record.id, path);
      }
    }
    this.run('update execution set events = ? where id = ?', execution.eventCount, record.id);
  }

  close(): void {
    if (this.#closed) return;
    this.#flush();
    this.#closed = true;
    this.#database.close();
  }

  #saveFrame(record: Execution['record'], path: string, frame: Frame | undefined): void {
    if (!frame) {
      this.run('delete from frame where execution = ? and path = ?', record.id, path);
      return;
    }
    // The root frame lives as long as the execution, so it carries the deadline of the whole.
    const own = dueOf(frame);
    const due = path === '' ? Math.min(own ?? Infinity, record.deadline) : own;
    this.run(
      'insert or replace into frame values (?, ?, ?, ?, ?)',
      record.id,
      path,
      JSON.stringify(frame),
      due,
      needsAction(frame) ? 1 : 0,
    );
  }

  /** The frames of a finished execution serve no one; its history is kept. */
  #end(id: number, ending: Ending, events: number, at: number): void {
    this.run('delete from frame where execution = ?', id);
    this.run('delete from result where execution = ?', id);
    this.run(
      `update execution set status = ?, output = ?, error = ?, cause = ?, stopped = ?, events = ? where id = ?`,
      ending.status,
      ending.status === 'SUCCEEDED' ? JSON.stringify(ending.output) : null,
      ending.error ?? null,
      ending.cause ?? null,
      at,
      events,
      id,
    );
  }

  #statement(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (!statement) {
      statement = this.#database.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  #flush(): void {
    const batch = this.#waiting;
    this.#waiting = [];
    if (batch.length === 0) return;
    const replies: (() => void)[] = [];
    try {
      this.#database.exec('begin immediate');
      for (const { work, resolve, reject } of batch) {
        this.#database.exec('savepoint one');
        try {
          const value = work();
          replies.push(() => resolve(value));
        } catch (error) {
          this.#database.exec('rollback to one');
          replies.push(() => reject(asJournalError(error)));
        }
        this.#database.exec('release one');
      }
      this.#database.exec('commit');
    } catch (error) {
      // A full disk ends the whole transaction: nobody's work was kept, and everybody is told so.
      if (this.#database.isTransaction) this.#database.exec('rollback');
      for (const { reject } of batch) reject(asJournalError(error));
      return;
    }
    for (const reply of replies) reply();
  }
}

/** Errors of SQLite are faults of the storage; all others belong to the work and pass as they are. */
function asJournalError(error: unknown): unknown {
  const code = (error as { code?: unknown } | undefined)?.code;
  if (code !== 'ERR_SQLITE_ERROR') return error;
  return new JournalError(`The journal could not be written: ${(error as Error).message}`, {
    cause: error,
  });
}
