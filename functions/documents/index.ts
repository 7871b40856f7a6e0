import { documentRoutes } from '../../shared/api/routes/documents.ts';
import { serve } from '../../shared/http/serve.ts';
import { createUpload } from './createUpload.ts';
import { getDocument } from './getDocument.ts';
import { getDocumentContent } from './getDocumentContent.ts';
import { getPageText } from './getPageText.ts';

export const handler = serve('documents', documentRoutes, {
  createUpload,
  getDocument,
  getDocumentContent,
  getPageText,
});
