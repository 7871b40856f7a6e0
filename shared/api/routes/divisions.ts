import * as z from 'zod';
import { DivisionFault, DivisionRow } from '../../domain/divisionFaults.ts';
import { divisionMachine } from '../../domain/divisionMachine.ts';
import { ReroutedChain, RoutedMatter } from '../../domain/divisionPreview.ts';
import { DivisionId, Instant } from '../../domain/ids.ts';
import { line } from '../../domain/text.ts';
import { DivisionInput, WorkDivision } from '../../domain/workDivision.ts';
import { page, paging, type Route, Seal } from '../route.ts';

const words = { hi: z.string(), en: z.string() };
export const SealedDivision = z
  .object({ order: WorkDivision, version: z.int(), seal: Seal })
  .meta({ id: 'SealedDivision' });

/** An order that was entered, with what would keep it from being published; a table with faults enters nothing. */
export const EnteredDivision = z
  .object({
    order: WorkDivision.nullable(),
    version: z.int(),
    faults: z.array(z.strictObject({ ...DivisionFault.shape, ...words })),
    /** Of a table: what cannot be taken, by its row and column. */
    tableFaults: z.array(
      z.strictObject({ line: z.int().positive(), column: z.string(), fault: z.string(), ...words }),
    ),
  })
  .meta({ id: 'EnteredDivision' });

const oneOrder = z.strictObject({ divisionId: DivisionId });
const { orderNumber, orderDate } = DivisionInput.shape;
const entered = z
  .union([
    DivisionInput,
    z.strictObject({
      orderNumber,
      orderDate,
      /** The same lines as comma-separated text under headings in Hindi or English. */
      table: z.string().min(1).max(200_000),
    }),
  ])
  .meta({ id: 'DivisionDraft' });
const reply = { status: 201, body: SealedDivision } as const;

export const divisionRoutes = {
  listDivisions: {
    area: 'chains',
    method: 'GET',
    path: '/v1/work-division-orders',
    summary: {
      hi: 'कार्य विभाजन आदेश, नवीनतम पहले',
      en: 'Work-division orders of one’s office, drafts too, newest first',
    },
    access: 'chains.read',
    query: z.strictObject(paging(100)),
    reply: { status: 200, body: page(DivisionRow, 'DivisionPage') },
    problems: ['cursor-invalid'],
  },
  createDivision: {
    area: 'chains',
    method: 'POST',
    path: '/v1/work-division-orders',
    summary: {
      hi: 'कार्य विभाजन आदेश का प्रारूप दर्ज या अपलोड करें',
      en: 'Enter a work-division order line by line, or as a table',
    },
    access: 'chains.write',
    body: entered,
    reply: { status: 201, body: EnteredDivision },
    rule: { machine: divisionMachine, event: 'draft' },
    problems: [],
  },
  getDivision: {
    area: 'chains',
    method: 'GET',
    path: '/v1/work-division-orders/{divisionId}',
    summary: { hi: 'कार्य विभाजन आदेश', en: 'A work-division order' },
    access: 'chains.read',
    params: oneOrder,
    reply: { status: 200, body: SealedDivision },
    problems: ['not-found'],
  },
  saveDivision: {
    area: 'chains',
    method: 'PUT',
    path: '/v1/work-division-orders/{divisionId}',
    summary: { hi: 'आदेश का प्रारूप सहेजें', en: 'Save the draft of a work-division order' },
    access: 'chains.write',
    params: oneOrder,
    body: entered,
    reply: { status: 200, body: EnteredDivision },
    ifMatch: true,
    rule: { machine: divisionMachine, event: 'save' },
    problems: ['not-found'],
  },
  previewDivision: {
    area: 'chains',
    method: 'GET',
    path: '/v1/work-division-orders/{divisionId}/preview',
    summary: {
      hi: 'आदेश लागू होने पर क्या दूसरी ओर जाएगा: शाखा और विषय, तथा चालू शृंखलाएँ',
      en: 'What would go another way than by the order in force: branches and heads, and open chains that still go by an order, a page at a time; they are counted by the page, so of the whole office where there is one page',
    },
    access: 'chains.read',
    params: oneOrder,
    query: z.strictObject({
      from: Instant.optional().meta({
        description: 'The instant whose order it is compared with; now without one.',
      }),
      ...paging(500),
    }),
    reply: {
      status: 200,
      body: z
        .object({
          /** At most the first thousand; `mattersCount` is how many there are. */
          matters: z.array(RoutedMatter),
          mattersCount: z.int().nonnegative(),
          /** Open chains of this page that go another way; those of confidential files are counted apart. */
          chains: z.array(ReroutedChain),
          confidential: z.int().nonnegative(),
          /** How many were looked at on this page: all that still go by an order, if it is the only one. */
          looked: z.int().nonnegative(),
          next: z.string().nullable(),
        })
        .meta({ id: 'DivisionPreview' }),
    },
    problems: ['not-found', 'cursor-invalid'],
  },
  publishDivision: {
    area: 'chains',
    method: 'POST',
    path: '/v1/work-division-orders/{divisionId}/publication',
    summary: {
      hi: 'आदेश प्रकाशित करें: अभी से या किसी समय से',
      en: 'Publish an order, from now or a later instant on; levels being asked keep theirs',
    },
    access: 'chains.write',
    params: oneOrder,
    body: z.strictObject({ effectiveFrom: Instant.optional() }).meta({ id: 'DivisionPublication' }),
    reply,
    ifMatch: true,
    rule: { machine: divisionMachine, event: 'publish' },
    problems: ['not-found'],
  },
  withdrawDivision: {
    area: 'chains',
    method: 'POST',
    path: '/v1/work-division-orders/{divisionId}/withdrawal',
    summary: {
      hi: 'प्रभावी होने से पहले आदेश वापस लें',
      en: 'Withdraw an order that has not taken effect',
    },
    access: 'chains.write',
    params: oneOrder,
    body: z.strictObject({ reason: line(500) }).meta({ id: 'DivisionWithdrawal' }),
    reply,
    ifMatch: true,
    rule: { machine: divisionMachine, event: 'withdraw' },
    problems: ['not-found'],
  },
} as const satisfies Record<string, Route>;
