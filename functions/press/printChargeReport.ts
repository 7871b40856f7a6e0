import { type DeskItem, toldOf } from '../../shared/domain/chargeReport.ts';
import { type ChargeReportOf, chargeReport } from '../../shared/press/chargeReport.ts';
import { digest } from '../../shared/store/digest.ts';
import * as directory from '../../shared/store/directoryStore.ts';
import * as inboxes from '../../shared/store/inboxStore.ts';
import * as issues from '../../shared/store/issueStore.ts';
import { load } from '../../shared/store/reading.ts';
import { writeSheets } from './printFile.ts';
import { type Make, officeOf } from './sources.ts';

/** Notices and letters to be sent are counted up to here. */
const countLimit = 1000;

/** The charge report of a post, with lines for both to sign. */
export const printChargeReport: Make = async (print, sink) => {
  const { wanted, askedBy, askedAt } = print;
  if (wanted.kind !== 'charge-report') throw new RangeError('It is no charge report.');
  const { postId, side } = wanted;
  const { post, ledger } = await load({
    post: directory.post(postId),
    ledger: directory.postLedger(postId),
  });
  if (!post) throw new Error(`${postId} is gone.`);
  const desk = await wholeDesk(postId, askedAt);
  const own = askedBy.postId === postId;
  const told = toldOf(desk, own);
  const [unread, toSend, drafts, office] = await Promise.all([
    inboxes.unread(postId, countLimit),
    post.capabilities.includes('dispatch')
      ? issues.toSend(post.officeId, { limit: countLimit })
      : undefined,
    inboxes.draftNotes(postId),
    officeOf(post.officeId),
  ]);
  const of: ChargeReportOf = {
    post,
    side,
    handover: ledger?.state.handover,
    office: office.name,
    made: askedAt,
    desk,
    told,
    // What is begun and not yet said is nobody's business beside the post's.
    drafted: own ? new Set(drafts.fileIds) : undefined,
    unread,
    toSend: toSend && { count: toSend.items.length, complete: toSend.last === undefined },
    digest,
  };
  const id = Buffer.from(print.id.slice(-26).toLowerCase(), 'latin1').toString('hex').slice(0, 32);
  return writeSheets(chargeReport(of), sink, {
    title: `प्रभार प्रतिवेदन ${post.designation.hi}`,
    at: askedAt,
    id,
  });
};

async function wholeDesk(postId: string, at: string): Promise<DeskItem[]> {
  const all: DeskItem[] = [];
  for (let after: string | undefined, more = true; more; ) {
    const { items, last } = await inboxes.desk(postId, at, { limit: inboxes.deskLimit, after });
    all.push(...items);
    after = last;
    more = last !== undefined;
  }
  return all;
}
