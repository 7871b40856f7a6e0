import * as z from 'zod';
import { ClockStatus, ListClocks } from '../../domain/clock.ts';
import { Name } from '../../domain/directory.ts';
import { OfficeId, PostId, UnitId } from '../../domain/ids.ts';
import { Classification } from '../../domain/record.ts';
import { paging, type Route } from '../route.ts';

const DueItem = z
  .object({
    /** Nothing of a confidential one whose cover the officer may not see. */
    id: z.string().nullable(),
    kind: z.enum(['file', 'receipt']),
    number: z.string().nullable(),
    /** Nothing of a confidential one. */
    subject: z.object({ hi: z.string(), en: z.string().optional() }).nullable(),
    classification: Classification,
    status: z.string(),
    /** On whose desk it lies, or whom a chain asks about it. */
    desk: z.object({ postId: PostId, designation: Name, unitId: UnitId.nullable() }),
    /** Its subject head, where it is a file of the office itself. */
    headCode: z.string().nullable(),
    since: z.string(),
    dueAt: z.string().nullable(),
    clocks: ListClocks,
  })
  .meta({ id: 'DueItem' });

const DueList = z
  .object({
    items: z.array(DueItem),
    next: z.string().nullable(),
    /** How what was looked at for this page stands, whichever colour was asked for. */
    counts: z.object({ green: z.int(), amber: z.int(), red: z.int() }),
  })
  .meta({
    id: 'DueList',
    description:
      'One page; `next` is the cursor of the next, or null. At most 500 papers of the office are looked at for a page, so one with few items, or none, may go on.',
  });

export const dueListRoutes = {
  getDueList: {
    area: 'offices',
    method: 'GET',
    path: '/v1/offices/{officeId}/due-list',
    summary: {
      hi: 'समय-सीमा सूची: कार्यालय, शाखा या पद के पास क्या लंबित है, कितना विलंब',
      en: 'What lies on the desks of an office, a branch or a post, soonest due first, and how late it is',
    },
    access: 'inbox.read',
    params: z.strictObject({ officeId: OfficeId }),
    query: z.strictObject({
      unitId: UnitId.optional(),
      postId: PostId.optional(),
      status: ClockStatus.optional().meta({
        description: 'Only what stands in this colour; all without it.',
      }),
      ...paging(100),
    }),
    reply: { status: 200, body: DueList },
    problems: ['cursor-invalid', 'not-found'],
  },
} as const satisfies Record<string, Route>;
