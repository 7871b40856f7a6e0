import * as z from 'zod';
import { File } from '../../domain/file.ts';
import { fileMachine } from '../../domain/fileMachine.ts';
import { DocumentId, FileId } from '../../domain/ids.ts';
import { codesOf } from '../../domain/machine.ts';
import { type Route, Seal } from '../route.ts';

export const appendixRoutes = {
  addAppendices: {
    area: 'files',
    method: 'POST',
    path: '/v1/files/{fileId}/correspondence/{no}/appendices',
    summary: {
      hi: 'पत्राचार के पत्र के साथ परिशिष्ट जोड़ें',
      en: 'Put appendices behind a letter on the correspondence side',
    },
    access: 'files.write',
    params: z.strictObject({ fileId: FileId, no: z.string().regex(/^[1-9][0-9]{0,6}$/) }),
    body: z
      .strictObject({ documentIds: z.array(DocumentId).min(1).max(10) })
      .meta({ id: 'AppendicesInput' }),
    reply: {
      status: 201,
      body: z
        .object({
          appendices: File.shape.correspondenceAppendices,
          version: z.int(),
          seal: Seal,
        })
        .meta({ id: 'Appendices' }),
    },
    ifMatch: true,
    problems: [
      'not-found',
      'file-not-with-you',
      ...codesOf(fileMachine, 'note'),
      'reference-broken',
      'too-many-appendices',
      'document-not-ready',
      'document-refused',
      'document-blank',
      'document-attached',
    ],
  },
} as const satisfies Record<string, Route>;
