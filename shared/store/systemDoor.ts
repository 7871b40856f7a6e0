import { digest } from './digest.ts';
import { Contention, Door, Replayed, Unanswered } from './door.ts';

/** A write by a part of the system itself, such as the clock of a chain. Repeating it changes nothing. */
export async function asSystem<Body>(
  task: { readonly name: string; readonly key: string; readonly at: string },
  attempt: (door: Door) => Promise<{ body: Body } | undefined>,
): Promise<Body | undefined> {
  const { name, key, at } = task;
  const request = {
    scope: digest(['system', name, key].join('\n')),
    fingerprint: digest(key),
    at,
    by: { system: name },
    status: 200,
  };
  for (let tries = 1; ; tries += 1) {
    try {
      return (await attempt(new Door(request)))?.body;
    } catch (error) {
      if (error instanceof Replayed) return error.reply.body as Body;
      const passing = error instanceof Contention || error instanceof Unanswered;
      if (!passing || tries >= 10) throw error;
      await new Promise((next) => setTimeout(next, Math.random() * 20 * 2 ** Math.min(tries, 6)));
    }
  }
}
