import { inboxPk } from './keys.ts';
import { queryPage } from './reading.ts';

/** What a post holds, soonest due first. The index follows the records within moments. */
export async function inbox(postId: string, part: { limit: number; after?: string | undefined }) {
  const { items, more } = await queryPage({ pk: inboxPk(postId), index: 'gsi1', ...part });
  return { items, last: more ? String(items.at(-1)?.gsi1sk) : undefined };
}
