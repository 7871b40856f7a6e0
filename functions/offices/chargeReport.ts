import { officeRoutes } from '../../shared/api/routes/offices.ts';
import { countDesk, listHashOf, mustReadDesk, toldOf } from '../../shared/domain/chargeReport.ts';
import { seesConfidential } from '../../shared/domain/policy.ts';
import { limitOf, nextOf, sortKeyOf } from '../../shared/http/lists.ts';
import { read } from '../../shared/http/operation.ts';
import { digest } from '../../shared/store/digest.ts';
import * as directory from '../../shared/store/directoryStore.ts';
import * as inboxes from '../../shared/store/inboxStore.ts';
import * as issues from '../../shared/store/issueStore.ts';
import { load } from '../../shared/store/reading.ts';
import { noPost } from './noSuch.ts';

/** What is beside the list is counted up to here. */
const countLimit = 100;

/**
 * The whole desk is counted, and a page of it told: of the first one the desk that was counted is itself the list. Letters
 * to be sent lie at the desk of the office, which whoever reads them sits in.
 */
export const getChargeReport = read(
  officeRoutes.getChargeReport,
  async ({ params: { postId }, query, officer, at }) => {
    const list = `charge-report/${postId}`;
    const after = sortKeyOf(list, query);
    const limit = limitOf(query);
    const [{ post, ledger }, desk, further, notices, letters] = await Promise.all([
      load({ post: directory.post(postId), ledger: directory.postLedger(postId) }),
      inboxes.desk(postId, at),
      after === undefined ? undefined : inboxes.desk(postId, at, { limit, after }),
      inboxes.unread(postId, countLimit),
      issues.toSend(officer.post.officeId, { limit: countLimit }),
    ]);
    if (!post) throw noPost();
    mustReadDesk(officer, post);
    const complete = desk.last === undefined;
    const shown = further?.items ?? desk.items.slice(0, limit);
    const sends = post.capabilities.includes('dispatch') && post.officeId === officer.post.officeId;
    return {
      body: {
        post,
        asOf: at,
        handover: ledger?.state.handover ?? null,
        counts: countDesk(desk.items, complete),
        listHash: complete ? listHashOf(desk.items, digest) : null,
        unreadNotices: notices,
        toSend: sends
          ? { count: letters.items.length, complete: letters.last === undefined }
          : null,
        items: toldOf(shown, officer.post.id === postId && seesConfidential(officer)),
        next: nextOf(
          list,
          further ? further.last : desk.items.length > limit ? desk.places[limit - 1] : undefined,
        ),
      },
    };
  },
);
