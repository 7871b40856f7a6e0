import * as z from 'zod';
import { DocumentState, MediaType, PageState, Sha256, UploadInput } from '../../domain/document.ts';
import { DocumentId, FileId, Instant, ReceiptId } from '../../domain/ids.ts';
import { Problem } from '../problems.ts';
import { paging, type Route } from '../route.ts';

const PageStatus = z
  .object({
    page: z.int().positive(),
    state: PageState,
    confidence: z.number().nullable(),
    attempts: z.int().nonnegative(),
    failure: z.string().nullable(),
  })
  .meta({ id: 'PageStatus' });

export const Document = z
  .object({
    documentId: DocumentId,
    name: z.string(),
    mediaType: MediaType,
    bytes: z.int(),
    sha256: Sha256,
    state: DocumentState,
    pages: z.int().nullable(),
    refusal: Problem.nullable().meta({ description: 'Why the bytes were refused.' }),
    receiptId: ReceiptId.nullable(),
    reservedAt: Instant,
    readAt: Instant.nullable(),
    pageStates: z.array(PageStatus),
    nextPages: z.string().nullable(),
  })
  .meta({ id: 'Document' });

export const Upload = z
  .object({
    documentId: DocumentId,
    expiresAt: Instant,
    /** Send exactly these headers with the bytes; anything else is refused by storage itself. */
    put: z.object({ url: z.string(), headers: z.record(z.string(), z.string()) }),
  })
  .meta({ id: 'Upload' });

const oneDocument = z.strictObject({ documentId: DocumentId });
const onePage = z.strictObject({
  documentId: DocumentId,
  page: z.string().regex(/^[1-9][0-9]{0,3}$/),
});
/** The file or letter through which the caller may see the document; without it, only its uploader may. */
const via = z
  .union([FileId, ReceiptId])
  .optional()
  .meta({ description: 'The file or letter through which you may see it.' });

export const documentRoutes = {
  createUpload: {
    area: 'documents',
    method: 'POST',
    path: '/v1/uploads',
    summary: {
      hi: 'स्कैन अपलोड आरंभ करें',
      en: 'Start an upload: a request signed for exactly these bytes',
    },
    access: 'documents.write',
    body: UploadInput,
    reply: { status: 201, body: Upload },
    problems: ['too-large'],
  },
  getDocument: {
    area: 'documents',
    method: 'GET',
    path: '/v1/documents/{documentId}',
    summary: { hi: 'दस्तावेज़ की स्थिति, पृष्ठ-दर-पृष्ठ', en: 'A document and the state of each page' },
    access: 'documents.read',
    params: oneDocument,
    query: z.strictObject({ via, ...paging(100) }),
    reply: { status: 200, body: Document },
    problems: ['not-found', 'cursor-invalid', 'file-weeded'],
  },
  getDocumentContent: {
    area: 'documents',
    method: 'GET',
    path: '/v1/documents/{documentId}/content',
    summary: { hi: 'मूल दस्तावेज़ का अल्पकालिक पता', en: 'A short-lived address of the original' },
    access: 'documents.read',
    params: oneDocument,
    query: z.strictObject({ via }),
    reply: {
      status: 200,
      body: z.object({ url: z.string(), expiresAt: Instant }).meta({ id: 'DocumentContent' }),
    },
    problems: [
      'not-found',
      'document-not-ready',
      'document-refused',
      'document-blank',
      'file-weeded',
    ],
  },
  getPageText: {
    area: 'documents',
    method: 'GET',
    path: '/v1/documents/{documentId}/pages/{page}/text',
    summary: { hi: 'पृष्ठ का पढ़ा गया पाठ', en: 'The text read from a page, with word boxes' },
    access: 'documents.read',
    params: onePage,
    query: z.strictObject({ via }),
    reply: {
      status: 200,
      body: z
        .object({
          page: z.int(),
          outcome: z.enum(['text', 'blank', 'too-poor']),
          text: z.string(),
          engine: z.string(),
          model: z.string(),
          languages: z.array(z.string()),
          confidence: z.number(),
          source: z.enum(['ocr', 'text-layer']),
          words: z
            .array(
              z.tuple([z.string(), z.number(), z.number(), z.number(), z.number(), z.number()]),
            )
            .meta({
              description: '[text, x, y, width, height, confidence], fractions of the page',
            }),
        })
        .meta({ id: 'PageText' }),
    },
    problems: ['not-found', 'page-not-read', 'file-weeded'],
  },
} as const satisfies Record<string, Route>;
