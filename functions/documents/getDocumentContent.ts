import { documentRoutes } from '../../shared/api/routes/documents.ts';
import { DomainError } from '../../shared/domain/errors.ts';
import { read } from '../../shared/http/operation.ts';
import { downloadSeconds, presignDownload } from '../../shared/store/presign.ts';
import { visible } from './visible.ts';

export const getDocumentContent = read(
  documentRoutes.getDocumentContent,
  async ({ params, query, officer, at }) => {
    const { document } = await visible(params.documentId, query.via, officer);
    if (document.state === 'reserved') {
      throw new DomainError('document-not-ready', 'The document has not been checked yet.');
    }
    if (document.state === 'refused') {
      throw new DomainError('document-refused', 'The document was refused and is not kept.');
    }
    return {
      body: {
        url: await presignDownload(document.sha256, document.mediaType, document.name),
        expiresAt: new Date(Date.parse(at) + downloadSeconds * 1000).toISOString(),
      },
    };
  },
);
