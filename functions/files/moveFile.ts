import { fileRoutes } from '../../shared/api/routes/files.ts';
import { DomainError } from '../../shared/domain/errors.ts';
import { askerInChain } from '../../shared/domain/fileMachine.ts';
import {
  answerConsultation,
  openOnDesk,
  pullUp,
  recall,
  receive,
} from '../../shared/domain/movement.ts';
import { mayDo } from '../../shared/http/access.ts';
import { mustBeAt, write } from '../../shared/http/operation.ts';
import * as directory from '../../shared/store/directoryStore.ts';
import * as files from '../../shared/store/fileStore.ts';
import { saveFile, saveMove } from './saveFile.ts';

/** The body names the post that asked, so that it can be read together with the file. */
export const answerConsulted = write(
  fileRoutes.answerConsulted,
  async ({ params, body, officer, at, version, door }) => {
    const { stored, draft, askedBy, policy } = await door.load({
      stored: files.ref(params.fileId),
      draft: files.draft(params.fileId, officer.post.id),
      askedBy: directory.post(body.to),
      policy: directory.policy,
    });
    const file = mayDo(officer, 'send', stored?.state, 'file-not-with-you');
    mustBeAt(version, stored?.head.seq ?? 0);
    if (!stored || !askedBy || file.consultation?.askedBy.postId !== askedBy.id) {
      throw new DomainError('no-consultation', 'That post did not ask for an opinion.');
    }
    const act = { at, policy: directory.present(policy, 'policy') };
    const { delay } = body;
    const moved = answerConsultation(file, draft, askedBy, officer, { ...act, delay });
    return saveMove(door, stored, moved, draft, {
      ...act,
      cause: 'answered',
      officer,
      leaves: true,
    });
  },
);

export const openFileOnDesk = write(
  fileRoutes.openFileOnDesk,
  async ({ params, officer, at, door }) => {
    const { stored } = await door.load({ stored: files.ref(params.fileId) });
    const file = mayDo(officer, 'open', stored?.state, 'file-not-with-you');
    return saveFile(door, stored, openOnDesk(file, officer, at));
  },
);

export const receiveFile = write(
  fileRoutes.receiveFile,
  async ({ params, officer, at, version, door }) => {
    const { stored, policy } = await door.load({
      stored: files.ref(params.fileId),
      policy: directory.policy,
    });
    const file = mayDo(officer, 'receive', stored?.state, 'not-in-transit');
    mustBeAt(version, stored?.head.seq ?? 0);
    const act = { at, policy: directory.present(policy, 'policy') };
    return saveFile(door, stored, receive(file, officer, act));
  },
);

export const recallFile = write(
  fileRoutes.recallFile,
  async ({ params, officer, at, version, door }) => {
    const { stored, workedOn, policy } = await door.load({
      stored: files.ref(params.fileId),
      workedOn: files.workedOn(params.fileId),
      policy: directory.policy,
    });
    const file = mayDo(officer, 'pull-back', stored?.state, 'not-the-sender');
    mustBeAt(version, stored?.head.seq ?? 0);
    if (!stored) throw new DomainError('not-found', 'There is no such file.');
    const act = { at, policy: directory.present(policy, 'policy') };
    const moved = recall(file, officer, { ...act, workedOn });
    return saveMove(door, stored, moved, undefined, {
      ...act,
      cause: 'recalled',
      officer,
      companions: files.unworkedRow(file, workedOn),
    });
  },
);

/** The body names the holder, so that its reporting line can be read together with the file. */
export const pullUpFile = write(
  fileRoutes.pullUpFile,
  async ({ params, body, officer, at, version, door }) => {
    const { stored, holder, policy } = await door.load({
      stored: files.ref(params.fileId),
      holder: directory.post(body.from),
      policy: directory.policy,
    });
    const file = mayDo(officer, 'pull-up', stored?.state, 'not-a-superior');
    mustBeAt(version, stored?.head.seq ?? 0);
    if (!stored || !holder || holder.id !== file.holder.postId) {
      throw new DomainError('file-not-there', 'The file is not with that post.');
    }
    const act = { at, policy: directory.present(policy, 'policy') };
    const { reason } = body;
    const moved = pullUp(file, holder, officer, { ...act, reason });
    const asker = askerInChain(file);
    return saveMove(door, stored, moved, undefined, {
      ...act,
      cause: 'pulled-up',
      officer,
      // The write itself looks at the post that acts.
      checks:
        asker && asker.postId !== officer.post.id ? [directory.postIsActive(asker.postId)] : [],
      tellings: [{ to: holder.id, kind: asker ? 'taken-back' : 'pulled-up', reason }],
    });
  },
);
