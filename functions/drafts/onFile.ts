import type { Route } from '../../shared/api/route.ts';
import type {
  Capability,
  HeldPost,
  Office,
  Officer,
  Policy,
} from '../../shared/domain/directory.ts';
import type { Changed } from '../../shared/domain/document.ts';
import {
  asItStands,
  type Draft,
  type DraftGround,
  type DraftInput,
} from '../../shared/domain/draft.ts';
import { DomainError } from '../../shared/domain/errors.ts';
import type { File } from '../../shared/domain/file.ts';
import { mustBeActive } from '../../shared/domain/fileMachine.ts';
import { mayDo, mustHave } from '../../shared/http/access.ts';
import { mustBeAt, type WriteRequest } from '../../shared/http/operation.ts';
import * as directory from '../../shared/store/directoryStore.ts';
import { Contention, type Door } from '../../shared/store/door.ts';
import * as drafts from '../../shared/store/draftStore.ts';
import * as files from '../../shared/store/fileStore.ts';
import type { Ref } from '../../shared/store/reading.ts';
import * as receipts from '../../shared/store/receiptStore.ts';
import { type Stored, sealOf } from '../../shared/store/recordStore.ts';

interface Place {
  readonly fileId: string;
  readonly draftId: string;
}

/** A file with one of its drafts, in one read. */
export const deskOf = ({ fileId, draftId }: Place) => ({
  file: files.ref(fileId),
  draft: drafts.ref(draftId),
});
interface Desk {
  readonly file: Stored<File> | undefined;
  readonly draft: Stored<Draft> | undefined;
}

/** The draft that a request names, of the very file it names. @throws not-found */
export function draftOf({ file, draft }: Desk): Stored<Draft> {
  if (!draft || draft.state.fileId !== file?.state.id) {
    throw new DomainError('not-found', 'There is no such draft on the file.');
  }
  return draft;
}

/**
 * File and draft for an officer who has the file and may do such work, at the version they read.
 * @throws not-found, file-not-with-you, not-allowed, what `mustBeActive` throws, stale-version
 */
export function atHand(officer: Officer, capability: Capability, desk: Desk, version: number) {
  const file = mayDo(officer, 'draft', desk.file?.state, 'file-not-with-you');
  mustHave(officer, capability);
  mustBeActive(file);
  const draft = draftOf(desk);
  mustBeAt(version, draft.head.seq);
  return { file, draft };
}

/** The keys of all that a draft names: known from the request, so that one read brings everything. */
export function namedIn({ addressees = [], copies = [], signatory, inReplyTo = [] }: DraftInput) {
  const all = [...addressees, ...copies];
  const offices = all.flatMap((to) => (to.kind === 'office' ? [to.officeId] : []));
  const posts = [signatory, ...all.flatMap((to) => (to.kind === 'post' ? [to.postId] : []))];
  const refs = <T>(ids: readonly string[], ref: (id: string) => Ref<T>) =>
    Object.fromEntries([...new Set(ids)].map((id) => [id, ref(id)]));
  return {
    ...refs(offices, directory.office),
    ...refs(posts, directory.post),
    ...refs(inReplyTo, receipts.ref),
  } as Record<string, Ref<unknown>>;
}

/** What was read of it, as the rules look it up. */
export function groundOf(
  policy: Parameters<typeof directory.present<DraftGround['policy']>>[0],
  loaded: Readonly<Record<string, unknown>>,
): DraftGround {
  return {
    policy: directory.present(policy, 'policy'),
    office: (id) => loaded[id] as Office | undefined,
    post: (id) => loaded[id] as HeldPost | undefined,
    receipt: (id) =>
      (loaded[id] as ReturnType<ReturnType<typeof receipts.ref>['parse']> | undefined)?.state,
  };
}

type Asked = Pick<WriteRequest<Route>, 'officer' | 'version'> & {
  readonly params: Place;
  readonly door: Door;
};

/** What a step looks at besides the draft. */
interface Beside {
  readonly file: File;
  readonly policy: Policy;
}

/** A step of a draft that leaves its file as it is. */
export async function step(
  { params, officer, version, door }: Asked,
  capability: Capability,
  rule: (draft: Draft, beside: Beside) => Changed<Draft>,
) {
  const desk = await door.load({ ...deskOf(params), policy: directory.policy });
  const { file, draft } = atHand(officer, capability, desk, version);
  const changed = rule(draft.state, { file, policy: directory.present(desk.policy, 'policy') });
  return stepped(door, directory.present(desk.file, 'file'), draft, changed);
}

/** A step that is taken only with a whole letter: what its newest text lacks is judged as the file is now. */
export async function stepOfWhole(
  { params, officer, version, door }: Asked,
  capability: Capability,
  rule: (draft: Draft, beside: Beside) => Changed<Draft>,
) {
  const [desk, newest] = await Promise.all([
    door.load({ ...deskOf(params), policy: directory.policy }),
    drafts.newest(params.draftId),
  ]);
  const { file, draft } = atHand(officer, capability, desk, version);
  if (newest?.version !== draft.state.version) {
    throw new Contention('The text was saved again between the two reads.');
  }
  const standing = asItStands(file, draft.state, newest.content);
  const changed = rule(standing, { file, policy: directory.present(desk.policy, 'policy') });
  return stepped(door, directory.present(desk.file, 'file'), draft, changed);
}

function stepped(door: Door, file: Stored<File>, draft: Stored<Draft>, changed: Changed<Draft>) {
  const { record, companions } = drafts.change(draft, changed);
  return door.commit({
    records: [record],
    companions: [...companions, ...files.workedRow(file.state)],
    // Nor did a chain begin on the letter, which alone would do this from then on.
    checks: [files.fileUnchanged(file)],
    reply: (headOf) => ({
      draft: changed.record,
      version: headOf(record.id).seq,
      seal: sealOf(headOf(record.id)),
    }),
  });
}
