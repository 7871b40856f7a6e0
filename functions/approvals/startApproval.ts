import { approvalRoutes } from '../../shared/api/routes/approvals.ts';
import { startApproval as start } from '../../shared/domain/approval.ts';
import { DomainError } from '../../shared/domain/errors.ts';
import { toConfirm } from '../../shared/domain/notice.ts';
import { mayDo, mustHave } from '../../shared/http/access.ts';
import { mustBeAt, write } from '../../shared/http/operation.ts';
import * as approvals from '../../shared/store/approvalStore.ts';
import * as charts from '../../shared/store/chartStore.ts';
import * as directory from '../../shared/store/directoryStore.ts';
import * as drafts from '../../shared/store/draftStore.ts';
import * as files from '../../shared/store/fileStore.ts';
import { noticeRows } from '../../shared/store/noticeStore.ts';
import { changeOfApproval } from '../../shared/workflow/changeOfApproval.ts';
import { putUp } from './letter.ts';
import { letterOf, newestOf } from './onFile.ts';

/** The chain is put on record; the state machine's worker then opens its first level. */
export const startApproval = write(
  approvalRoutes.startApproval,
  async ({ params, body, officer, at, version, door }) => {
    mustHave(officer, 'start-approval');
    const { chainId, draftId, reverses, facts = {}, delay } = body;
    const [{ stored, note, template, policy, draft, reversed }, newest, chart] = await Promise.all([
      door.load({
        stored: files.ref(params.fileId),
        note: files.draft(params.fileId, officer.post.id),
        template: charts.chain(officer.post.officeId, chainId),
        policy: directory.policy,
        draft: draftId === undefined ? undefined : drafts.ref(draftId),
        reversed: reverses === undefined ? undefined : approvals.approval(reverses),
      }),
      newestOf(draftId),
      // Whether anybody is above the one who decided.
      reverses === undefined ? undefined : charts.chartOf(officer.post.officeId, at),
    ]);
    const file = mayDo(officer, 'start-approval', stored?.state, 'file-not-with-you');
    mustBeAt(version, stored?.head.seq ?? 0);
    if (!template || !stored)
      throw new DomainError('chain-not-found', 'There is no such approval chain.');
    if (reverses !== undefined && !reversed) {
      throw new DomainError('not-decided', 'There is no such decision.');
    }
    const letter = draftId === undefined ? undefined : letterOf(file, draft, newest);
    if (letter && letter.contentHash !== body.contentHash) {
      throw new DomainError('content-changed', 'The draft letter is another than the one seen.');
    }

    const act = { at, policy: directory.present(policy, 'policy') };
    const started = start(file, template, note, officer, {
      ...act,
      facts,
      // Without a letter it is the file as it stands that is put before the levels.
      content: { hash: letter?.contentHash ?? stored.head.hash, draftId },
      delay,
      reverses: reversed,
      chart,
    });
    const changed = putUp(file, letter, officer);
    const { record } = started;
    const tellings = started.draft ? toConfirm(note, record.noteCount) : [];
    return door.commit(
      changeOfApproval(stored, undefined, started, note, {
        cause: 'approval-started',
        at,
        by: officer,
        letters: [{ stored: draft, changed }],
        notices: noticeRows(record, tellings, { ...act, by: officer.post }),
      }),
    );
  },
);
