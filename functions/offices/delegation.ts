import { officeRoutes } from '../../shared/api/routes/offices.ts';
import { endDelegation as end, giveDelegation as give } from '../../shared/domain/delegation.ts';
import { mustBeAt, write } from '../../shared/http/operation.ts';
import * as charts from '../../shared/store/chartStore.ts';
import { newId } from '../../shared/store/digest.ts';
import * as directory from '../../shared/store/directoryStore.ts';
import { save } from './charge.ts';
import { noPost } from './noSuch.ts';

/** Whoever goes on leave sits in the office whose order names the link officer: it is read beside the posts. */
export const giveDelegation = write(
  officeRoutes.giveDelegation,
  async ({ params: { postId }, body, officer, at, version, door }) => {
    const [{ post, ledger, to }, division] = await Promise.all([
      door.load({
        post: directory.post(postId),
        ledger: directory.postLedger(postId),
        to: directory.post(body.to),
      }),
      charts.divisionAt(officer.post.officeId, at),
    ]);
    if (!post || !to) throw noPost();
    mustBeAt(version, ledger?.head.seq ?? 0);
    const ground = { at, ledger: ledger?.state, delegationId: newId('dlg'), division };
    const given = give(post, to, body, officer, ground);
    return save(door, at, post, ledger, given, [directory.stillHeldBy(to)]);
  },
);

export const endDelegation = write(
  officeRoutes.endDelegation,
  async ({ params: { postId, delegationId }, body, officer, at, version, door }) => {
    const { post, ledger } = await door.load({
      post: directory.post(postId),
      ledger: directory.postLedger(postId),
    });
    if (!post) throw noPost();
    mustBeAt(version, ledger?.head.seq ?? 0);
    const ground = { at, ledger: ledger?.state };
    return save(door, at, post, ledger, end(post, delegationId, body.reason, officer, ground));
  },
);
