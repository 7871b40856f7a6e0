import { fileRoutes } from '../../shared/api/routes/files.ts';
import type { HeldPost } from '../../shared/domain/directory.ts';
import { DomainError } from '../../shared/domain/errors.ts';
import {
  consult,
  giveBack,
  type HandedOn,
  type Handing,
  type MovementCause,
  send,
} from '../../shared/domain/movement.ts';
import { mayDo } from '../../shared/http/access.ts';
import { mustBeAt, type WriteRequest, write } from '../../shared/http/operation.ts';
import * as directory from '../../shared/store/directoryStore.ts';
import * as files from '../../shared/store/fileStore.ts';
import { saveMove } from './saveFile.ts';

export const sendFile = write(fileRoutes.sendFile, (request) => {
  const { dueAt, purpose, delay } = request.body;
  return handOn(request, 'sent', send, { dueAt, purpose, delay });
});

export const returnFile = write(fileRoutes.returnFile, (request) => {
  const { purpose, reason, delay } = request.body;
  return handOn(request, 'returned', giveBack, { purpose, reason, delay });
});

export const consultPost = write(fileRoutes.consultPost, (request) => {
  const { dueAt, reason, delay } = request.body;
  return handOn(request, 'consulted', consult, { dueAt, reason, delay, purpose: 'action' });
});

type Asked = Pick<
  WriteRequest<typeof fileRoutes.sendFile>,
  'params' | 'officer' | 'at' | 'version' | 'door'
> & { readonly body: { readonly to: string } };
type Rule = (
  file: Parameters<typeof send>[0],
  draft: Parameters<typeof send>[1],
  to: HeldPost,
  officer: Parameters<typeof send>[3],
  handing: Handing,
) => HandedOn;

/** The holder hands the file on to a post, with what they say about it. */
async function handOn(
  { params, body, officer, at, version, door }: Asked,
  cause: MovementCause,
  rule: Rule,
  said: Omit<Handing, 'at' | 'policy'>,
) {
  const { stored, draft, target, policy } = await door.load({
    stored: files.ref(params.fileId),
    draft: files.draft(params.fileId, officer.post.id),
    target: directory.post(body.to),
    policy: directory.policy,
  });
  const file = mayDo(officer, 'send', stored?.state, 'file-not-with-you');
  mustBeAt(version, stored?.head.seq ?? 0);
  if (!target || !stored) throw new DomainError('not-found', 'There is no such post.');
  const act = { at, policy: directory.present(policy, 'policy') };
  const moved = rule(file, draft, target, officer, { ...said, ...act });
  return saveMove(door, stored, moved, draft, {
    ...act,
    cause,
    officer,
    leaves: true,
    checks: [directory.postIsActive(target.id)],
  });
}
