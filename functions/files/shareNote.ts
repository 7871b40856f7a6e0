import { noteRoutes } from '../../shared/api/routes/notes.ts';
import type { HeldPost } from '../../shared/domain/directory.ts';
import { DomainError } from '../../shared/domain/errors.ts';
import { shareDraft } from '../../shared/domain/note.ts';
import { allows } from '../../shared/domain/policy.ts';
import { governed } from '../../shared/http/access.ts';
import { mustBeAt, write } from '../../shared/http/operation.ts';
import * as directory from '../../shared/store/directoryStore.ts';
import * as notes from '../../shared/store/noteStore.ts';
import { noticeRows } from '../../shared/store/noticeStore.ts';
import type { Ref } from '../../shared/store/reading.ts';
import { deskOf, noteAtHand, stillWith } from './noteDesk.ts';

export const shareNote = write(
  noteRoutes.shareNote,
  async ({ params, body, officer, at, version, door }) => {
    const { fileId, noteId } = params;
    const postIds = [...new Set(body.postIds)];
    const named: Record<string, Ref<unknown>> = Object.fromEntries(
      postIds.map((id) => [id, directory.post(id)]),
    );
    const loaded = await door.load({
      ...named,
      ...deskOf(fileId, officer),
      trail: notes.trail(noteId),
      policy: directory.policy,
    });
    const { file, note } = noteAtHand(officer, loaded, noteId);
    mustBeAt(version, note.version);
    const posts = postIds.map((id) => {
      const post = (loaded as Readonly<Record<string, unknown>>)[id] as HeldPost | undefined;
      if (!post) throw new DomainError('not-found', `There is no post ${id}.`);
      return post;
    });
    const shared = shareDraft(note, posts, officer, at);
    const { record, companions } = notes.change(file, note, loaded.trail, shared);
    const before = new Set(note.sharedWith.map(({ postId }) => postId));
    const tellings = posts
      // Who may not know of the file is not told by sharing; who had the note already was told.
      .filter((post) => allows({ post }, 'see-cover', governed(file)) && !before.has(post.id))
      .map(({ id: to }) => ({ to, kind: 'note-shared' as const, noteId: note.id }));
    return door.commit({
      records: [record],
      companions: [
        ...companions,
        ...noticeRows(file, tellings, {
          by: officer.post,
          at,
          policy: directory.present(loaded.policy, 'policy'),
        }),
      ],
      checks: [
        stillWith(file.id, note.postId),
        ...shared.note.sharedWith.map(({ postId }) => directory.postIsActive(postId)),
      ],
      version: shared.note.version,
      reply: () => shared.note,
    });
  },
);
