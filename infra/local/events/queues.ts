import { randomUUID } from 'node:crypto';
import type { EventDatabase } from './eventDatabase.ts';

export interface QueueSpec {
  readonly name: string;
  /** How long a received message stays hidden from the next receive. */
  readonly visibilityTimeoutSeconds: number;
  /** How long an undelivered message is kept. */
  readonly retentionSeconds: number;
  /** Where a message goes that was received `maxReceiveCount` times without being removed. */
  readonly redrive?: { readonly queue: string; readonly maxReceiveCount: number };
}

/** A message as its receiver sees it. */
export interface Message {
  readonly id: number;
  readonly messageId: string;
  readonly body: string;
  /** Milliseconds since 1970. */
  readonly sentAt: number;
  readonly firstReceivedAt: number;
  /** How often it has been received, this time included. */
  readonly receives: number;
}

/** Standard SQS queues: at least once, in no promised order, kept on disk until removed. */
export interface Queues {
  has(queue: string): boolean;
  send(queue: string, body: string): void;
  /** Up to `limit` visible messages, hidden from now on for the queue's visibility timeout. */
  receive(queue: string, limit: number): Message[];
  remove(messages: readonly Message[]): void;
  depth(queue: string): number;
  /** Drops what has outlived its queue's retention. Returns how many. */
  sweep(): number;
  /** Calls `listener` after each `send` to the queue. */
  onSend(queue: string, listener: () => void): void;
}

interface Row {
  id: number;
  message_id: string;
  body: string;
  sent_at: number;
  first_received_at: number | null;
  receives: number;
}

export function openQueues(
  database: EventDatabase,
  specs: readonly QueueSpec[],
  now: () => number,
): Queues {
  const byName = new Map(specs.map((spec) => [spec.name, spec]));
  const listeners = new Map<string, (() => void)[]>();

  const specOf = (queue: string): QueueSpec => {
    const spec = byName.get(queue);
    if (!spec) throw new Error(`There is no queue ${queue}.`);
    return spec;
  };
  const insert = (queue: string, body: string) =>
    database.run(
      'insert into messages (message_id, queue, body, sent_at, visible_at) values (?, ?, ?, ?, ?)',
      randomUUID(),
      queue,
      body,
      now(),
      now(),
    );
  const tell = (queue: string) => {
    for (const listener of listeners.get(queue) ?? []) listener();
  };

  // Whoever had received these died with the last process; on AWS they would come back by themselves, only later.
  database.run('update messages set visible_at = ? where visible_at > ?', now(), now());

  return {
    has: (queue) => byName.has(queue),

    send(queue, body) {
      insert(specOf(queue).name, body);
      tell(queue);
    },

    receive(queue, limit) {
      const { visibilityTimeoutSeconds, redrive } = specOf(queue);
      const time = now();
      let redriven = false;
      const received = database.transaction(() => {
        const rows = database.all<Row>(
          'select * from messages where queue = ? and visible_at <= ? order by visible_at, id limit ?',
          queue,
          time,
          limit,
        );
        return rows.flatMap((row): Message[] => {
          if (redrive && row.receives >= redrive.maxReceiveCount) {
            insert(specOf(redrive.queue).name, row.body);
            database.run('delete from messages where id = ?', row.id);
            redriven = true;
            return [];
          }
          const firstReceivedAt = row.first_received_at ?? time;
          database.run(
            'update messages set visible_at = ?, receives = receives + 1, first_received_at = ? where id = ?',
            time + visibilityTimeoutSeconds * 1000,
            firstReceivedAt,
            row.id,
          );
          return [
            {
              id: row.id,
              messageId: row.message_id,
              body: row.body,
              sentAt: row.sent_at,
              firstReceivedAt,
              receives: row.receives + 1,
            },
          ];
        });
      });
      if (redriven && redrive) tell(redrive.queue);
      return received;
    },

    remove(messages) {
      if (messages.length === 0) return;
      database.transaction(() => {
        for (const { id } of messages) database.run('delete from messages where id = ?', id);
      });
    },

    depth: (queue) =>
      database.get<{ depth: number }>(
        'select count(*) as depth from messages where queue = ?',
        queue,
      )?.depth ?? 0,

    sweep: () =>
      specs.reduce(
        (swept, { name, retentionSeconds }) =>
          swept +
          database.run(
            'delete from messages where queue = ? and sent_at < ?',
            name,
            now() - retentionSeconds * 1000,
          ).changes,
        0,
      ),

    onSend(queue, listener) {
      listeners.set(queue, [...(listeners.get(queue) ?? []), listener]);
    },
  };
}
