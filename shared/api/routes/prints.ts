import * as z from 'zod';
import { Sha256 } from '../../domain/document.ts';
import { Instant, PrintId } from '../../domain/ids.ts';
import { PrintInput, PrintOf } from '../../domain/print.ts';
import { Problem } from '../problems.ts';
import type { Route } from '../route.ts';

const PrintState = z
  .enum(['waiting', 'ready', 'failed', 'expired'])
  .meta({ id: 'PrintState', description: 'What has expired is asked for anew.' });

export const PrintAsked = z
  .object({
    id: PrintId,
    state: PrintState,
    of: PrintOf.meta({ description: 'The query with which to ask for it.' }),
  })
  .meta({ id: 'PrintAsked', description: 'Ask again by its id and `of` until it is ready.' });

export const PrintStatus = z
  .object({
    id: PrintId,
    wanted: PrintInput,
    state: PrintState,
    askedAt: Instant,
    keptUntil: Instant.nullable().meta({ description: 'Until when what was made can be fetched.' }),
    failure: Problem.nullable().meta({ description: 'Why it could not be made.' }),
    made: z
      .object({
        madeAt: Instant,
        mediaType: z.enum(['application/pdf', 'text/csv']),
        bytes: z.int(),
        sha256: Sha256,
        pages: z.int().meta({ description: 'Pages of a PDF, rows of a table.' }),
      })
      .nullable(),
    download: z
      .object({ url: z.string(), expiresAt: Instant })
      .nullable()
      .meta({ description: 'A short-lived address; ask again for another.' }),
  })
  .meta({ id: 'PrintStatus' });

export const printRoutes = {
  createPrint: {
    area: 'prints',
    method: 'POST',
    path: '/v1/prints',
    summary: {
      hi: 'मुद्रित प्रति माँगें: पावती, नस्ती का लेबल, नोटशीट, पत्र, पूरी नस्ती, पंजी या प्रभार प्रतिवेदन',
      en: 'Ask for a print: slip, label, note sheet, letter, whole file, register or charge report',
    },
    access: 'prints.write',
    body: PrintInput,
    reply: { status: 202, body: PrintAsked },
    problems: ['receipt-void', 'not-found', 'file-weeded'],
  },
  getPrint: {
    area: 'prints',
    method: 'GET',
    path: '/v1/prints/{printId}',
    summary: {
      hi: 'मुद्रित प्रति की स्थिति और अल्पकालिक पता',
      en: 'How a print is coming along, and where to fetch it',
    },
    access: 'prints.read',
    params: z.strictObject({ printId: PrintId }),
    // What the print is of, so that whether one may still read it is looked at in the same reading.
    query: PrintOf,
    reply: { status: 200, body: PrintStatus },
    problems: ['not-found', 'file-weeded'],
  },
} as const satisfies Record<string, Route>;
