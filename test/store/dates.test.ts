/** Every date that a request can say, through the API: what lies in the past, ahead, or in another age is refused. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as z from 'zod';
import { sampleDistrict } from '../../infra/local/sampleDistrict.ts';
import type { Route } from '../../shared/api/route.ts';
import { type OperationId, routes } from '../../shared/api/routes/index.ts';
import { type Asked, type Office, openOffice } from '../support/office.ts';
import { officer } from '../support/officers.ts';
import { dayFromNow, postOf } from '../support/sample.ts';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.close());

const headId = sampleDistrict.subjectHeads[0]?.id;
const superintendent = postOf('Superintendent (Revenue)');
const vacant = sampleDistrict.posts.find(({ holder }) => holder === null)?.id ?? '';
const general = postOf('Deputy Collector (General)');
const unitOf = (code: string) => sampleDistrict.units.find((unit) => unit.code === code)?.id;
const instantFromNow = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();

const aFile = async () => {
  const { body } = await office.told('rajasv1', 'createFile', {
    body: { subject: { hi: 'सीमांकन प्रकरण' }, headId },
  });
  return { params: { fileId: body.file.id as string }, version: body.version as number };
};
const letter = (more: object = {}) => ({
  nature: 'physical',
  subject: { hi: 'आवेदन' },
  sender: { kind: 'citizen', name: 'कोई नमूना' },
  letter: { language: 'hi' },
  channel: 'counter',
  ...more,
});
const row = (more: object) => ({
  unitId: unitOf('REG'),
  recordRoomId: unitOf('RRM'),
  dryRun: true,
  rows: [
    {
      ...{ legacyNumber: '47/2003', subject: { hi: 'पुराना' }, headId, openedOn: '2003-05-02' },
      ...{ nature: 'electronic', documentIds: [], ...more },
    },
  ],
});

type Said = readonly [value: string, code: string | undefined];
interface Case {
  readonly by: string;
  readonly asked: (value: string) => Promise<Asked> | Asked;
  readonly said: readonly Said[];
}
const ahead: readonly Said[] = [
  [instantFromNow(-0.001), 'date-past'],
  ['2019-04-01T06:00:00.000Z', 'date-past'],
  [instantFromNow(9), undefined],
];
const paper: readonly Said[] = [
  [dayFromNow(2), 'date-ahead'],
  ['0202-06-11', 'date-too-old'],
  [dayFromNow(0), undefined],
];
const came: readonly Said[] = [
  [dayFromNow(2), 'date-ahead'],
  ['1900-01-01', 'date-too-old'],
  [dayFromNow(-1200), 'date-too-old'],
  // What was found later is entered as having come when it did.
  [dayFromNow(-400), undefined],
];
const owing: readonly Said[] = [
  [instantFromNow(-3), 'date-past'],
  [instantFromNow(9), undefined],
];
const correcting = async (body: object): Promise<Asked> => {
  const entered = await office.told('aavak', 'createReceipt', { body: letter() });
  const params = { receiptId: entered.body.receipt.id };
  return { params, version: entered.body.version, body: { ...body, reason: 'भूल' } };
};
const anOrder = (orderDate: string) => ({
  orderNumber: '909/स्था./2026-27',
  orderDate,
  lines: sampleDistrict.divisions[0]?.lines,
});
const drafted = async (orderDate: string) => {
  const { body } = await office.told('prashasan', 'createDivision', { body: anOrder(orderDate) });
  return { params: { divisionId: body.order.id as string }, version: body.version as number };
};
const later = (actedAt: string) => ({ paragraphs: ['क'], kind: 'recorded-later', actedAt });
const acts: readonly Said[] = [
  [instantFromNow(1), 'recorded-before-act'],
  ['1026-11-20T06:00:00.000Z', 'date-too-old'],
  [instantFromNow(-9), undefined],
];

const table: Readonly<Record<string, Case>> = {
  'createReceipt letter.date': {
    by: 'aavak',
    asked: (date) => ({ body: letter({ letter: { date, language: 'hi' } }) }),
    said: paper,
  },
  'createReceipt receivedOn': {
    by: 'aavak',
    asked: (receivedOn) => ({ body: letter({ receivedOn }) }),
    said: came,
  },
  'correctReceipt receivedOn': {
    by: 'aavak',
    asked: (receivedOn) => correcting({ receivedOn }),
    said: came,
  },
  'createReceipt dueAt': {
    by: 'aavak',
    asked: (dueAt) => ({ body: letter({ dueAt }) }),
    said: owing,
  },
  'correctReceipt letter.date': {
    by: 'aavak',
    asked: (date) => correcting({ letter: { date, language: 'hi' } }),
    said: paper,
  },
  'correctReceipt dueAt': {
    by: 'aavak',
    asked: (dueAt) => correcting({ dueAt }),
    said: owing,
  },
  'sendFile dueAt': {
    by: 'rajasv1',
    asked: async (dueAt) => ({ ...(await aFile()), body: { to: superintendent, dueAt } }),
    said: ahead,
  },
  'consultPost dueAt': {
    by: 'rajasv1',
    asked: async (dueAt) => ({
      ...(await aFile()),
      body: { to: superintendent, dueAt, reason: 'राय दें' },
    }),
    said: ahead,
  },
  'parkFile until': {
    by: 'rajasv1',
    asked: async (until) => ({ ...(await aFile()), body: { until, reason: 'प्रतीक्षा' } }),
    said: [
      [dayFromNow(-2), 'date-past'],
      [dayFromNow(400), 'too-far-ahead'],
      [dayFromNow(9), undefined],
    ],
  },
  'createNote actedAt': {
    by: 'rajasv1',
    asked: async (actedAt) => ({ params: (await aFile()).params, body: later(actedAt) }),
    said: acts,
  },
  'saveNote actedAt': {
    by: 'rajasv1',
    asked: async (actedAt) => {
      const { params } = await aFile();
      const begun = await office.told('rajasv1', 'createNote', {
        params,
        body: { paragraphs: ['क'] },
      });
      return {
        params: { ...params, noteId: begun.body.id },
        version: begun.body.version,
        body: later(actedAt),
      };
    },
    said: acts,
  },
  'giveCharge until': {
    by: 'adm',
    asked: (until) => ({
      params: { postId: vacant },
      version: 0,
      body: { to: general, until, reason: 'आदेश' },
    }),
    said: [
      [dayFromNow(-2), 'date-past'],
      [dayFromNow(9), undefined],
    ],
  },
  'giveDelegation from': {
    by: 'adm',
    asked: (from) => ({
      params: { postId: general },
      version: 0,
      body: {
        to: postOf('Joint Collector'),
        kind: 'leave',
        from,
        until: dayFromNow(20),
        reason: 'अवकाश',
      },
    }),
    said: [
      [dayFromNow(-2), 'date-past'],
      [dayFromNow(9), undefined],
    ],
  },
  'giveDelegation until': {
    by: 'adm',
    asked: (until) => ({
      params: { postId: postOf('Deputy Collector (Establishment)') },
      version: 0,
      body: {
        to: postOf('Joint Collector'),
        kind: 'tour',
        from: dayFromNow(1),
        until,
        reason: 'दौरा',
      },
    }),
    said: [
      [dayFromNow(0), 'validation'],
      [dayFromNow(9), undefined],
    ],
  },
  'handOver orderDate': {
    by: 'prashasan',
    asked: (orderDate) => ({
      params: { postId: postOf('Nazir') },
      version: 0,
      body: {
        relieves: officer('nazarat').personId,
        orderNumber: '12/स्था',
        orderDate,
        reason: 'सेवानिवृत्ति',
      },
    }),
    said: [
      [dayFromNow(1), 'date-ahead'],
      ['0206-11-25', 'date-too-old'],
      [dayFromNow(0), undefined],
    ],
  },
  // A draft may bear the date on which it is to be signed: it is looked at when it is published.
  'createDivision orderDate': {
    by: 'prashasan',
    asked: (orderDate) => ({ body: anOrder(orderDate) }),
    said: [
      [dayFromNow(9), undefined],
      ['26-11-2026', 'validation'],
    ],
  },
  'saveDivision orderDate': {
    by: 'prashasan',
    asked: async (orderDate) => ({ ...(await drafted(dayFromNow(0))), body: anOrder(orderDate) }),
    said: [
      [dayFromNow(9), undefined],
      ['26-11-2026', 'validation'],
    ],
  },
  'publishDivision effectiveFrom': {
    by: 'prashasan',
    asked: async (effectiveFrom) => ({
      ...(await drafted(dayFromNow(0))),
      body: { effectiveFrom },
    }),
    said: [
      [instantFromNow(-1), 'date-past'],
      [instantFromNow(9), undefined],
    ],
  },
  'migrateFiles rows.*.openedOn': {
    by: 'regadhikshak',
    asked: (openedOn) => ({ body: row({ openedOn }) }),
    said: [
      [dayFromNow(2), 'date-ahead'],
      ['0198-05-02', 'date-too-old'],
      ['1905-05-02', undefined],
    ],
  },
  'migrateFiles rows.*.closedOn': {
    by: 'regadhikshak',
    asked: (closedOn) => ({ body: row({ closedOn }) }),
    said: [
      [dayFromNow(2), 'date-ahead'],
      ['2003-05-01', 'validation'],
      ['2004-01-20', undefined],
    ],
  },
};

/** Where a body can say a date. */
function datesIn(schema: z.ZodType): string[] {
  const whole = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  const found = new Set<string>();
  const look = (part: unknown, path: readonly string[]): void => {
    if (typeof part !== 'object' || part === null) return;
    const {
      $ref,
      format,
      properties = {},
      items,
      anyOf = [],
      oneOf = [],
      allOf = [],
    } = part as z.core.JSONSchema.JSONSchema;
    if (format === 'date' || format === 'date-time') found.add(path.join('.'));
    if ($ref) look(whole.$defs?.[$ref.split('/').at(-1) ?? ''], path);
    for (const [name, each] of Object.entries(properties)) look(each, [...path, name]);
    look(items, [...path, '*']);
    for (const each of [...anyOf, ...oneOf, ...allOf]) look(each, path);
  };
  look(whole, []);
  return [...found];
}

it('every date of every request stands in the table', () => {
  const said = Object.entries<Route>(routes).flatMap(([id, { body }]) =>
    body ? datesIn(body as z.ZodType).map((path) => `${id} ${path}`) : [],
  );
  expect(said.sort()).toEqual(Object.keys(table).sort());
});

it('no order is published under a date that has not come, or that no order bears', async () => {
  for (const [orderDate, code] of [
    [dayFromNow(2), 'date-ahead'],
    ['0206-11-25', 'date-too-old'],
  ] as const) {
    const asked = await drafted(orderDate);
    const { body } = await office.call('prashasan', 'publishDivision', { ...asked, body: {} });
    expect(body.type).toBe(`/problems/${code}`);
  }
});

it.each(Object.entries(table))('%s', async (name, { by, asked, said }) => {
  const id = name.split(' ')[0] as OperationId;
  for (const [value, code] of said) {
    const answer = await office.call(by, id, await asked(value));
    const found =
      answer.body.findings?.[0]?.code ??
      String(answer.body.type ?? '')
        .split('/')
        .at(-1);
    expect(found === '' ? undefined : found, `${value} ${JSON.stringify(answer.body)}`).toBe(code);
  }
});
