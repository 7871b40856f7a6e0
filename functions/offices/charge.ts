import { officeRoutes } from '../../shared/api/routes/offices.ts';
import { endCharge as end, giveCharge as give } from '../../shared/domain/charge.ts';
import type { HeldPost } from '../../shared/domain/directory.ts';
import { mustBeAt, read, write } from '../../shared/http/operation.ts';
import { newId } from '../../shared/store/digest.ts';
import * as directory from '../../shared/store/directoryStore.ts';
import type { Check, Door } from '../../shared/store/door.ts';
import { load } from '../../shared/store/reading.ts';
import type { Stored } from '../../shared/store/recordStore.ts';
import { noPost } from './noSuch.ts';

export const getPost = read(officeRoutes.getPost, async ({ params: { postId } }) => {
  const { post, ledger } = await load({
    post: directory.post(postId),
    ledger: directory.postLedger(postId),
  });
  if (!post) throw noPost();
  const version = ledger?.head.seq ?? 0;
  return { body: { post, version }, etag: String(version) };
});

export const giveCharge = write(
  officeRoutes.giveCharge,
  async ({ params: { postId }, body, officer, at, version, door }) => {
    const { post, ledger, to } = await door.load({
      post: directory.post(postId),
      ledger: directory.postLedger(postId),
      to: directory.post(body.to),
    });
    if (!post || !to) throw noPost();
    mustBeAt(version, ledger?.head.seq ?? 0);
    const act = { at, tenureId: newId('ten'), ledger: ledger?.state };
    return save(door, at, post, ledger, give(post, to, body, officer, act));
  },
);

export const endCharge = write(
  officeRoutes.endCharge,
  async ({ params: { postId }, body, officer, at, version, door }) => {
    const { post, ledger } = await door.load({
      post: directory.post(postId),
      ledger: directory.postLedger(postId),
    });
    if (!post) throw noPost();
    mustBeAt(version, ledger?.head.seq ?? 0);
    const act = { at, ledger: ledger?.state };
    return save(door, at, post, ledger, end(post, body.reason, officer, act));
  },
);

/** Puts a post as it is now in all its places, and what was done on record in its ledger. */
export function save(
  door: Door,
  at: string,
  before: HeldPost,
  ledger: Stored<ReturnType<typeof give>['ledger']> | undefined,
  { record: post, events, ledger: state }: ReturnType<typeof give>,
  checks: readonly Check[] = [],
) {
  const { id, officeId } = post;
  return door.commit({
    records: [{ id, officeId, read: ledger?.head, state, events }],
    companions: directory.postCompanions(post, before, at),
    checks,
    reply: (headOf) => ({ post, version: headOf(id).seq }),
  });
}
