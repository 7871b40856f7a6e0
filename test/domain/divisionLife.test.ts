import { describe, expect, it } from 'vitest';
import { sampleDistrict } from '../../infra/local/sampleDistrict.ts';
import {
  draftDivision,
  faultsOfDivision,
  publishDivision,
  saveDivision,
  withdrawDivision,
} from '../../shared/domain/divisionLife.ts';
import { divisionMachine } from '../../shared/domain/divisionMachine.ts';
import { divisionLinesIn } from '../../shared/domain/divisionTable.ts';
import type {
  DivisionInput,
  DivisionLine,
  WorkDivision,
} from '../../shared/domain/workDivision.ts';
import { aChart } from '../support/charts.ts';
import { livesByItsTable } from '../support/covered.ts';
import { at, post } from '../support/officers.ts';

const [sample] = sampleDistrict.divisions;
if (!sample) throw new Error('The sample has an order.');
const { id, officeId } = sample;
const chart = aChart();
const directory = {
  posts: chart.posts.filter((each) => each.officeId === officeId),
  units: chart.units.filter((each) => each.officeId === officeId),
};
const [rest, revenue] = sample.lines;
if (!rest || !revenue) throw new Error('The order has lines.');
const input: DivisionInput = {
  orderNumber: '202/स्था./2026-27',
  orderDate: '2026-11-20',
  lines: [rest, revenue],
};
const tomorrow = '2026-11-24T06:00:00.000Z';

interface Asked {
  readonly at: string;
  readonly effectiveFrom: string;
  readonly taken: boolean;
}
const usual: Asked = { at, effectiveFrom: tomorrow, taken: false };
const drafted = draftDivision(input, { id, officeId }).record;
const publish = (order: WorkDivision, asked = usual) =>
  publishDivision(order, { ...asked, directory });
const withdraw = (order: WorkDivision, asked = usual) =>
  withdrawDivision(order, { at: asked.at, reason: 'त्रुटि' });
const published = publish(drafted).record;
const standing: Record<WorkDivision['status'], WorkDivision> = {
  draft: drafted,
  published,
  withdrawn: withdraw(published).record,
};
const with_ = (line: Partial<DivisionLine>) => ({ lines: [{ ...rest, ...line }] });

describe('the table of a work-division order', () => {
  livesByItsTable<'draft' | 'save' | 'publish' | 'withdraw', WorkDivision, Asked>({
    machine: divisionMachine,
    rules: {
      draft: () => drafted,
      save: (order) => saveDivision(order, input).record,
      publish: (order, asked) => publish(order, asked).record,
      withdraw: (order, asked) => withdraw(order, asked).record,
    },
    occasions: (_event, state) => [{ subject: standing[state ?? 'draft'], asked: usual }],
    refused: [
      ['publish', 'division-conflict', { lines: [rest, rest] }],
      ['publish', 'division-faulty', with_({ officerInCharge: post('tehsildar').id })],
      ['publish', 'division-faulty', with_({ unitId: post('vachak').unitId })],
      ['publish', 'date-ahead', { orderDate: '2026-11-24' }],
      ['publish', 'date-too-old', { orderDate: '0206-11-20' }],
      ['publish', 'date-past', {}, { effectiveFrom: '2026-11-23T05:59:59.999Z' }],
      ['publish', 'division-instant-taken', {}, { taken: true }],
      ['withdraw', 'division-in-force', { ...published }, { at: tomorrow }],
      ['withdraw', 'division-in-force', { ...published }, { at: '2026-12-01T00:00:00.000Z' }],
    ],
    after: (after, before) => expect(after.lines).toEqual(before.lines),
  });
});

describe('a work-division order', () => {
  it('says of each line what is wrong with it, and which other it conflicts with [row 85]', () => {
    const gone = post('samyukt').id;
    const posts = directory.posts.map((each) =>
      each.id === gone ? { ...each, status: 'abolished' as const } : each,
    );
    const lines = [
      rest,
      { ...revenue, via: [gone, post('tehsildar').id], link: gone },
      { ...rest, unitId: 'unt_01K00000000000000000000009' },
      { ...rest, final: post('collector').id },
    ];
    expect(faultsOfDivision({ ...input, lines }, { ...directory, posts })).toEqual([
      { line: 2, column: 'via', fault: 'post-not-active' },
      { line: 2, column: 'via', fault: 'post-unknown' },
      { line: 2, column: 'link', fault: 'post-not-active' },
      { line: 3, column: 'unitId', fault: 'unit-unknown' },
      { line: 1, column: 'head', fault: 'conflict', with: 4 },
    ]);
    expect(() => publish({ ...drafted, lines })).toThrow(
      expect.objectContaining({
        code: 'division-conflict',
        told: {
          hi: 'आदेश की पंक्तियाँ 1 और 4 एक ही कार्य पर लागू हो सकती हैं।',
          en: 'Lines 1 and 4 of the order could both be meant.',
        },
      }),
    );
    expect(() => publish({ ...drafted, lines: lines.slice(0, 2) })).toThrow(
      expect.objectContaining({
        code: 'division-faulty',
        told: {
          hi: 'पंक्ति 2, द्वारा: वह पद इस कार्यालय का नहीं है।',
          en: 'Line 2, By way of: That post is not one of the office.',
        },
      }),
    );
  });

  it('takes effect at the instant of its publishing, or later', () => {
    const { record, events } = publish(drafted, { ...usual, effectiveFrom: at });
    expect(record).toMatchObject({ status: 'published', effectiveFrom: at });
    expect(events).toEqual([
      { type: 'division-published', pub: { effectiveFrom: at }, texts: { order: input } },
    ]);
  });

  it('can be thrown away while it is a draft', () => {
    expect(withdraw(drafted).record).toEqual({ ...drafted, status: 'withdrawn' });
  });
});

describe('a table of lines', () => {
  const lines = (text: string) => divisionLinesIn(text, directory);

  it('is read by headings in Hindi or English, with posts by id, designation or role', () => {
    const hindi = [
      '\uFEFFशाखा,विषय शीर्ष,प्रभारी अधिकारी,द्वारा,अंतिम निर्णय,लिंक अधिकारी',
      `,,${post('deputy3').id},अपर कलेक्टर,,`,
      'REV,,"डिप्टी कलेक्टर (राजस्व)",ADDL_COLLECTOR; Joint Collector,कलेक्टर,डिप्टी कलेक्टर (सामान्य)',
      '',
      'EST,A-1,deputy,,,'.replace('deputy', 'Deputy Collector (Establishment)'),
    ].join('\r\n');
    expect(lines(hindi)).toEqual({
      faults: [],
      lines: [
        { officerInCharge: post('deputy3').id, via: [post('adm').id] },
        {
          unitId: post('rajasv1').unitId,
          officerInCharge: post('deputy').id,
          via: [post('adm').id, post('samyukt').id],
          final: post('collector').id,
          link: post('deputy3').id,
        },
        {
          unitId: post('sthapna1').unitId,
          head: 'A-1',
          officerInCharge: post('deputy2').id,
          via: [],
        },
      ],
    });
    expect(lines('officerInCharge\nCOLLECTOR').lines).toEqual([
      { officerInCharge: post('collector').id, via: [] },
    ]);
  });

  it('is refused as a whole, and told by row and column what is wrong', () => {
    const text = [
      'Branch,Subject head,Officer in charge,By way of',
      'TRD,,Collector,',
      ',,DEPUTY_COLLECTOR,',
      ',=1+1,Collector,कोई नहीं',
      ',,,',
      ',B 1,,',
      ',,Collector,Collector;Collector;Collector;Collector;Collector',
      ',,Collector,,Collector',
    ].join('\n');
    expect(lines(text)).toEqual({
      lines: [],
      faults: [
        // A branch of another office.
        { line: 2, column: 'unit', fault: 'unknown' },
        { line: 3, column: 'officerInCharge', fault: 'several' },
        { line: 4, column: 'head', fault: 'formula' },
        { line: 4, column: 'via', fault: 'unknown' },
        { line: 5, column: 'officerInCharge', fault: 'missing' },
        { line: 6, column: 'officerInCharge', fault: 'missing' },
        { line: 7, column: 'via', fault: 'invalid' },
        { line: 8, column: '', fault: 'broken' },
      ].filter(({ line }) => line !== 5),
    });
  });

  it.each([
    ['no heading that is needed', 'Branch\nREV', 'officerInCharge', 'missing'],
    ['a heading that is not known', 'Officer in charge,Colour\nCollector,', 'Colour', 'unknown'],
    ['a heading twice', 'final,final,officerInCharge\n', 'final', 'twice'],
    ['a quote that is not closed', '"Officer', '', 'broken'],
    ['no line', 'Officer in charge\n', 'officerInCharge', 'missing'],
    [
      'more lines than an order has',
      `officerInCharge\n${'COLLECTOR\n'.repeat(201)}`,
      '',
      'invalid',
    ],
  ])('is refused with %s', (_, text, column, fault) => {
    expect(lines(text).faults).toContainEqual(expect.objectContaining({ column, fault }));
    expect(lines(text).lines).toEqual([]);
  });
});
