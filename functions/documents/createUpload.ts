import { documentRoutes } from '../../shared/api/routes/documents.ts';
import { reserve } from '../../shared/domain/document.ts';
import { mustHave } from '../../shared/http/access.ts';
import { write } from '../../shared/http/operation.ts';
import { newId } from '../../shared/store/digest.ts';
import * as documents from '../../shared/store/documentStore.ts';
import { presignUpload } from '../../shared/store/presign.ts';

/**
 * The stored reply names what was reserved; the presigned address is made anew for every answer, so none
 * is ever stored.
 */
export const createUpload = write(
  documentRoutes.createUpload,
  async ({ body, officer, at, door }) => {
    mustHave(officer, 'upload');
    await door.load({});
    const { post } = officer;
    const reserved = reserve(body, {
      id: newId('doc'),
      officeId: post.officeId,
      postId: post.id,
      at,
    });
    const { id, expiresAt, mediaType, bytes, sha256 } = reserved.record;
    return door.commit({
      records: [documents.change(undefined, reserved)],
      reply: () => ({ documentId: id, expiresAt, mediaType, bytes, sha256 }),
    });
  },
  async ({ documentId, expiresAt, ...upload }) => ({
    documentId,
    expiresAt,
    put: await presignUpload({ documentId, ...upload }),
  }),
);
