import { officeRoutes } from '../../shared/api/routes/offices.ts';
import { endCharge as end, giveCharge as give } from '../../shared/domain/charge.ts';
import type { HeldPost } from '../../shared/domain/directory.ts';
import { DomainError } from '../../shared/domain/errors.ts';
import { mustBeAt, read, write } from '../../shared/http/operation.ts';
import { newId } from '../../shared/store/digest.ts';
import * as directory from '../../shared/store/directoryStore.ts';
import type { Door } from '../../shared/store/door.ts';
import { load } from '../../shared/store/reading.ts';
import type { Stored } from '../../shared/store/recordStore.ts';

const noPost = () => new DomainError('not-found', 'There is no such post.');

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

function save(
  door: Door,
  at: string,
  before: HeldPost,
  ledger: Stored<ReturnType<typeof give>['ledger']> | undefined,
  { record: post, events, ledger: state }: ReturnType<typeof give>,
) {
  const { id, officeId } = post;
  return door.commit({
    records: [{ id, officeId, read: ledger?.head, state, events }],
    companions: directory.postCompanions(post, before, at),
    reply: (headOf) => ({ post, version: headOf(id).seq }),
  });
}
