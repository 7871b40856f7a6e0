import type { Output } from '../../shared/api/route.ts';
import { officeRoutes } from '../../shared/api/routes/offices.ts';
import { countDesk, listHashOf, mustReadDesk, toldOf } from '../../shared/domain/chargeReport.ts';
import type { HeldPost, Officer } from '../../shared/domain/directory.ts';
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

/** With the first page the whole desk is counted, and that page is the beginning of what was counted. */
export const getChargeReport = read(
  officeRoutes.getChargeReport,
  async ({ params: { postId }, query, officer, at }) => {
    const list = `charge-report/${postId}`;
    const after = sortKeyOf(list, query);
    const limit = limitOf(query);
    const [{ post, ledger }, desk, beside] = await Promise.all([
      load({ post: directory.post(postId), ledger: directory.postLedger(postId) }),
      inboxes.desk(postId, at, after === undefined ? undefined : { limit, after }),
      after === undefined ? besides(postId, officer) : undefined,
    ]);
    if (!post) throw noPost();
    mustReadDesk(officer, post);
    const { items, places, last } = desk;
    const own = officer.post.id === postId;
    return {
      body: {
        post,
        asOf: at,
        handover: ledger?.state.handover ?? null,
        summary: beside ? summaryOf(post, officer, desk, beside) : null,
        items: toldOf(items.slice(0, limit), own && seesConfidential(officer)),
        next: nextOf(list, items.length > limit ? places[limit - 1] : last),
      },
    };
  },
);

/** Letters to be sent lie at the desk of the office, which is known of the office of whoever asks. */
async function besides(postId: string, officer: Officer) {
  const [drafts, unread, letters] = await Promise.all([
    inboxes.draftNotes(postId),
    inboxes.unread(postId, countLimit),
    issues.toSend(officer.post.officeId, { limit: countLimit }),
  ]);
  return { drafts, unread, letters };
}

function summaryOf(
  post: HeldPost,
  officer: Officer,
  { items, last }: Awaited<ReturnType<typeof inboxes.desk>>,
  { drafts, unread, letters }: Awaited<ReturnType<typeof besides>>,
): Output<typeof officeRoutes.getChargeReport>['summary'] {
  const complete = last === undefined;
  const sends = post.capabilities.includes('dispatch') && post.officeId === officer.post.officeId;
  return {
    counts: countDesk(items, complete),
    listHash: complete ? listHashOf(items, digest) : null,
    // What is begun and not yet said is nobody's business beside the post's.
    draftNotes:
      officer.post.id === post.id
        ? { count: drafts.fileIds.length, complete: drafts.complete }
        : null,
    unreadNotices: unread,
    toSend: sends ? { count: letters.items.length, complete: letters.last === undefined } : null,
  };
}
