import { officeRoutes } from '../../shared/api/routes/offices.ts';
import { stands } from '../../shared/domain/charge.ts';
import { countDesk, listHashOf } from '../../shared/domain/chargeReport.ts';
import { type HeldPost, postRef } from '../../shared/domain/directory.ts';
import { handOver as hand } from '../../shared/domain/handover.ts';
import { mustBeAt, write } from '../../shared/http/operation.ts';
import { digest, newId } from '../../shared/store/digest.ts';
import * as directory from '../../shared/store/directoryStore.ts';
import * as inboxes from '../../shared/store/inboxStore.ts';
import { noPerson, noPost } from './noSuch.ts';

/** The desk is read beside the rest: what it came to is sealed with the handover. */
export const handOver = write(
  officeRoutes.handOver,
  async ({ params: { postId }, body, officer, at, version, door }) => {
    const { relieves, to } = body;
    const [{ post, ledger, leaves, comes }, desk, inCharge] = await Promise.all([
      door.load({
        post: directory.post(postId),
        ledger: directory.postLedger(postId),
        leaves: relieves === undefined ? undefined : directory.person(relieves),
        comes: to && directory.person(to.personId),
      }),
      inboxes.desk(postId, at),
      relieves === undefined ? [] : directory.postsInCharge(relieves),
    ]);
    if (!post) throw noPost();
    if ((relieves !== undefined && !leaves) || (to && !comes)) throw noPerson();
    mustBeAt(version, ledger?.head.seq ?? 0);
    const complete = desk.last === undefined;
    const counts = countDesk(desk.items, complete);
    const persons = { relieved: leaves?.person, successor: comes?.person };
    const done = hand(post, persons, body, officer, {
      at,
      tenureId: newId('ten'),
      ledger: ledger?.state,
      desk: counts,
      listHash: complete ? listHashOf(desk.items, digest) : undefined,
    });
    const { record, ledger: state, events, relieved, successor, handover } = done;
    return door.commit({
      records: [{ id: postId, officeId: post.officeId, read: ledger?.head, state, events }],
      companions: [
        ...directory.postCompanions(record, post, at),
        ...(relieved && leaves ? directory.personCompanions(relieved, leaves) : []),
        ...(successor && comes ? directory.personCompanions(successor, comes) : []),
      ],
      reply: (headOf) => ({
        post: record,
        version: headOf(postId).seq,
        handover,
        desk: counts,
        stillInCharge: inCharge.filter(isStill(relieves, at)).map(postRef),
      }),
    });
  },
);

const isStill = (personId: string | undefined, at: string) => (post: HeldPost) =>
  post.charge?.personId === personId && stands(post, at);
