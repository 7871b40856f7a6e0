/**
 * The sample district: a collectorate with registry, establishment and revenue branches, and one tehsil. Every
 * person is invented; all are surnamed नमूना ("sample").
 */
import { createHash } from 'node:crypto';
import type { Template } from '../../shared/domain/chainTemplate.ts';
import type {
  Capability,
  Deadline,
  HeldPost,
  Office,
  Person,
  Policy,
  Post,
  SubjectHead,
  Unit,
  WatchCategory,
} from '../../shared/domain/directory.ts';
import type { IdPrefix } from '../../shared/domain/ids.ts';
import type { WorkDivision } from '../../shared/domain/workDivision.ts';

const since = '2026-04-01T00:00:00.000Z';
const crockford = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** An id that is the same at every seeding, so a second start finds the first one's district. */
function idOf(prefix: IdPrefix, name: string): string {
  const bytes = createHash('sha256').update(`patravali/sample/${prefix}/${name}`).digest();
  const body = Array.from(bytes.subarray(0, 23), (byte) => crockford[byte % 32]).join('');
  return `${prefix}_01K${body}`;
}

export interface SampleUser {
  readonly username: string;
  readonly subject: string;
  readonly name: { readonly hi: string; readonly en: string };
  readonly post: { readonly hi: string; readonly en: string };
}

/** The one password of all sample people. Seeded only into the embedded sign-in. */
export const samplePassword = 'patravali-namuna';

const offices = {
  COL: {
    id: idOf('ofc', 'COL'),
    code: 'BBZ-COL',
    name: { hi: 'कार्यालय कलेक्टर, बलौदाबाजार (नमूना)', en: 'Collectorate, Baloda Bazar (sample)' },
    kind: 'collectorate',
    status: 'live',
  },
  TEH: {
    id: idOf('ofc', 'TEH'),
    code: 'BBZ-TEH',
    name: { hi: 'कार्यालय तहसीलदार, बलौदाबाजार (नमूना)', en: 'Tehsil office, Baloda Bazar (sample)' },
    kind: 'tehsil',
    status: 'live',
  },
} as const satisfies Record<string, Office>;
type OfficeCode = keyof typeof offices;

const units = {
  REG: {
    office: 'COL',
    code: 'REG',
    hi: 'आवक-जावक शाखा',
    en: 'Registry',
    kind: 'registry',
    desk: 'aavak',
  },
  EST: {
    office: 'COL',
    code: 'EST',
    hi: 'स्थापना शाखा',
    en: 'Establishment',
    kind: 'branch',
    desk: 'sthapna1',
  },
  REV: {
    office: 'COL',
    code: 'REV',
    hi: 'राजस्व शाखा',
    en: 'Revenue',
    kind: 'branch',
    desk: 'rajasv1',
  },
  RRM: {
    office: 'COL',
    code: 'RRM',
    hi: 'अभिलेखागार',
    en: 'Record room',
    kind: 'record-room',
    desk: 'abhilekh',
  },
  TRD: {
    office: 'TEH',
    code: 'TRD',
    hi: 'वाचक शाखा',
    en: 'Reader’s branch',
    kind: 'branch',
    desk: 'vachak',
  },
} as const;
type UnitCode = keyof typeof units;

const clerk: Capability[] = [
  'upload',
  'create-file',
  'note',
  'mark',
  'start-approval',
  'draft',
  'close-request',
];
const registry: Capability[] = [
  'upload',
  'diarise',
  'mark',
  'note',
  'issue',
  'dispatch',
  'registers-read',
];
const supervisor: Capability[] = [
  ...clerk,
  'decide',
  'approve-draft',
  'sign',
  'issue',
  'close-approve',
  'reopen-approve',
  'pull-up',
  'registers-read',
];
const head: Capability[] = [...supervisor, 'audit-read', 'confidential-read', 'hold'];

interface Seat {
  readonly username: string;
  readonly office: OfficeCode;
  readonly unit?: UnitCode;
  readonly role: string;
  readonly hi: string;
  readonly en: string;
  readonly level: number;
  readonly category: number;
  readonly reportsTo?: string;
  readonly capabilities: Capability[];
  /** The seat it assists. */
  readonly assists?: string;
  /** Nobody: the post is vacant. */
  readonly person?: { readonly hi: string; readonly en: string };
}

const seat = (
  username: string,
  [office, unit]: [OfficeCode, UnitCode?],
  [role, hi, en]: [string, string, string],
  [level, category]: [number, number],
  reportsTo: string | undefined,
  capabilities: Capability[],
  name: [string, string] | undefined,
  assists?: string,
): Seat => ({
  username,
  office,
  ...(unit && { unit }),
  role,
  hi,
  en,
  level,
  category,
  ...(reportsTo && { reportsTo }),
  capabilities,
  ...(assists && { assists }),
  ...(name && { person: { hi: `${name[0]} नमूना`, en: `${name[1]} Namuna` } }),
});

/** Every seat: who sits where, and to whom they report. */
const seats: readonly Seat[] = [
  seat('collector', ['COL'], ['COLLECTOR', 'कलेक्टर', 'Collector'], [9, 9], undefined, head, [
    'अरुणा',
    'Aruna',
  ]),
  seat(
    'adm',
    ['COL'],
    ['ADDL_COLLECTOR', 'अपर कलेक्टर', 'Additional Collector'],
    [7, 7],
    'collector',
    head,
    ['भास्कर', 'Bhaskar'],
  ),
  seat(
    'samyukt',
    ['COL'],
    ['JOINT_COLLECTOR', 'संयुक्त कलेक्टर', 'Joint Collector'],
    [6, 6],
    'adm',
    supervisor,
    ['चारु', 'Charu'],
  ),
  seat(
    'deputy',
    ['COL', 'REV'],
    ['DEPUTY_COLLECTOR', 'डिप्टी कलेक्टर (राजस्व)', 'Deputy Collector (Revenue)'],
    [5, 5],
    'adm',
    supervisor,
    ['दीपक', 'Deepak'],
  ),
  seat(
    'deputy2',
    ['COL', 'EST'],
    ['DEPUTY_COLLECTOR', 'डिप्टी कलेक्टर (स्थापना)', 'Deputy Collector (Establishment)'],
    [5, 5],
    'adm',
    supervisor,
    ['एकता', 'Ekta'],
  ),
  seat(
    'deputy3',
    ['COL'],
    ['DEPUTY_COLLECTOR', 'डिप्टी कलेक्टर (सामान्य)', 'Deputy Collector (General)'],
    [5, 5],
    'samyukt',
    supervisor,
    ['फणीश', 'Phanish'],
  ),
  seat(
    'deputy4',
    ['COL'],
    ['DEPUTY_COLLECTOR', 'डिप्टी कलेक्टर (नजूल)', 'Deputy Collector (Nazul)'],
    [5, 5],
    'samyukt',
    supervisor,
    undefined,
  ),
  seat(
    'lekhaparikshak',
    ['COL'],
    ['AUDITOR', 'लेखा परीक्षक', 'Auditor'],
    [4, 4],
    'collector',
    ['audit-read'],
    ['गगन', 'Gagan'],
  ),
  seat(
    'prashasan',
    ['COL'],
    ['SYSTEM_ADMIN', 'ई-गवर्नेंस प्रबंधक', 'e-Governance manager'],
    [4, 4],
    'adm',
    ['admin'],
    ['हर्षा', 'Harsha'],
  ),
  seat(
    'aavak',
    ['COL', 'REG'],
    ['INWARD_CLERK', 'आवक लिपिक', 'Inward clerk'],
    [1, 1],
    'regadhikshak',
    registry,
    ['इंदु', 'Indu'],
  ),
  seat(
    'aavak2',
    ['COL', 'REG'],
    ['INWARD_CLERK', 'आवक लिपिक-2', 'Inward clerk 2'],
    [1, 1],
    'regadhikshak',
    registry,
    ['ईशान', 'Ishan'],
  ),
  seat(
    'javak',
    ['COL', 'REG'],
    ['DISPATCH_CLERK', 'प्रेषण लिपिक', 'Dispatch clerk'],
    [1, 1],
    'regadhikshak',
    registry,
    ['जया', 'Jaya'],
  ),
  seat(
    'regadhikshak',
    ['COL', 'REG'],
    ['SUPERINTENDENT', 'अधीक्षक (आवक-जावक)', 'Superintendent (Registry)'],
    [3, 3],
    'deputy3',
    [...supervisor, 'diarise', 'dispatch', 'records-officer', 'hold'],
    ['कमल', 'Kamal'],
  ),
  seat(
    'adhikshak',
    ['COL', 'REV'],
    ['SUPERINTENDENT', 'अधीक्षक (राजस्व)', 'Superintendent (Revenue)'],
    [3, 3],
    'deputy',
    supervisor,
    ['ललित', 'Lalit'],
  ),
  seat(
    'rajasv1',
    ['COL', 'REV'],
    ['ASSISTANT_G2', 'सहायक ग्रेड-2 (राजस्व)', 'Assistant grade 2 (Revenue)'],
    [2, 2],
    'adhikshak',
    clerk,
    ['मीना', 'Meena'],
  ),
  seat(
    'rajasv2',
    ['COL', 'REV'],
    ['ASSISTANT_G3', 'सहायक ग्रेड-3 (राजस्व)', 'Assistant grade 3 (Revenue)'],
    [1, 2],
    'adhikshak',
    clerk,
    ['नवीन', 'Naveen'],
  ),
  seat(
    'rajasv3',
    ['COL', 'REV'],
    ['ASSISTANT_G3', 'सहायक ग्रेड-3 (भू-अभिलेख)', 'Assistant grade 3 (Land records)'],
    [1, 2],
    'adhikshak',
    clerk,
    ['ओम', 'Om'],
  ),
  seat(
    'sthapnaadhikshak',
    ['COL', 'EST'],
    ['SUPERINTENDENT', 'अधीक्षक (स्थापना)', 'Superintendent (Establishment)'],
    [3, 3],
    'deputy2',
    supervisor,
    ['पूनम', 'Poonam'],
  ),
  seat(
    'sthapna1',
    ['COL', 'EST'],
    ['ASSISTANT_G2', 'सहायक ग्रेड-2 (स्थापना)', 'Assistant grade 2 (Establishment)'],
    [2, 2],
    'sthapnaadhikshak',
    clerk,
    ['राजेश', 'Rajesh'],
  ),
  seat(
    'sthapna2',
    ['COL', 'EST'],
    ['ASSISTANT_G3', 'सहायक ग्रेड-3 (स्थापना)', 'Assistant grade 3 (Establishment)'],
    [1, 2],
    'sthapnaadhikshak',
    clerk,
    ['सीमा', 'Seema'],
  ),
  seat(
    'steno',
    ['COL'],
    ['PA', 'निज सहायक (कलेक्टर)', 'Personal assistant (Collector)'],
    [2, 2],
    'collector',
    ['upload'],
    ['तरुण', 'Tarun'],
    'collector',
  ),
  seat(
    'abhilekh',
    ['COL', 'RRM'],
    ['RECORD_KEEPER', 'अभिलेखपाल', 'Record keeper'],
    [2, 2],
    'regadhikshak',
    ['note', 'record-keeper', 'registers-read'],
    ['उमा', 'Uma'],
  ),
  seat('nazarat', ['COL'], ['ASSISTANT_G1', 'नाजिर', 'Nazir'], [2, 2], 'samyukt', clerk, [
    'विनय',
    'Vinay',
  ]),
  seat('lekha', ['COL'], ['ASSISTANT_G1', 'लेखापाल', 'Accountant'], [2, 2], 'samyukt', clerk, [
    'यामिनी',
    'Yamini',
  ]),
  seat('tehsildar', ['TEH'], ['TEHSILDAR', 'तहसीलदार', 'Tehsildar'], [4, 4], 'deputy', head, [
    'अजय',
    'Ajay',
  ]),
  seat(
    'naib',
    ['TEH'],
    ['NAIB_TEHSILDAR', 'नायब तहसीलदार', 'Naib Tehsildar'],
    [4, 4],
    'tehsildar',
    supervisor,
    ['बबीता', 'Babita'],
  ),
  seat(
    'vachak',
    ['TEH', 'TRD'],
    ['READER', 'वाचक', 'Reader'],
    [2, 2],
    'tehsildar',
    [...clerk, 'diarise', 'issue', 'dispatch', 'registers-read'],
    ['चंदन', 'Chandan'],
  ),
  seat(
    'tehlipik',
    ['TEH', 'TRD'],
    ['CLERK', 'लिपिक (तहसील)', 'Clerk (tehsil)'],
    [1, 1],
    'vachak',
    clerk,
    ['डाली', 'Dolly'],
  ),
  seat(
    'ri',
    ['TEH'],
    ['REVENUE_INSPECTOR', 'राजस्व निरीक्षक', 'Revenue inspector'],
    [2, 2],
    'naib',
    ['note', 'upload'],
    ['गीता', 'Geeta'],
  ),
  seat(
    'patwari1',
    ['TEH'],
    ['PATWARI', 'पटवारी, हल्का 11', 'Patwari, circle 11'],
    [1, 1],
    'ri',
    ['note', 'upload'],
    ['हेमंत', 'Hemant'],
  ),
  seat(
    'patwari2',
    ['TEH'],
    ['PATWARI', 'पटवारी, हल्का 12', 'Patwari, circle 12'],
    [1, 1],
    'ri',
    ['note', 'upload'],
    ['इरा', 'Ira'],
  ),
];

/** Seats that somebody holds: whose people can sign in. */
const staffed = seats.flatMap(({ person, ...each }) => (person ? [{ ...each, person }] : []));

const seatOf = (username: string): Seat => {
  const found = seats.find((each) => each.username === username);
  if (!found) throw new RangeError(`The sample has no seat ${username}.`);
  return found;
};

function superiorsOf({ reportsTo }: Seat): string[] {
  const line: string[] = [];
  for (let next = reportsTo; next; next = seatOf(next).reportsTo) line.push(idOf('pst', next));
  return line;
}

const unitName = ({ hi, en }: { hi: string; en: string }) => ({ hi, en });

function postOf(each: Seat): Post {
  const office = offices[each.office];
  const unit = each.unit && units[each.unit];
  return {
    id: idOf('pst', each.username),
    officeId: office.id,
    officeCode: office.code,
    officeName: office.name,
    ...(unit &&
      each.unit && {
        unitId: idOf('unt', each.unit),
        unitCode: unit.code,
        unitName: unitName(unit),
      }),
    designation: { hi: each.hi, en: each.en },
    roleCode: each.role,
    level: each.level,
    category: each.category,
    superiors: superiorsOf(each),
    capabilities: each.capabilities,
    ...(each.assists && { assists: idOf('pst', each.assists) }),
    kind: 'officer',
    status: 'active',
  };
}

const tenureOf = ({ username }: Seat) => idOf('ten', username);
const personIdOf = ({ username }: Seat) => idOf('per', username);
/** The identity provider's name for a sample person. */
const subjectOf = ({ username }: Seat) => `sample-${username}`;

const subjectHeads: readonly SubjectHead[] = (
  [
    ['COL', 'B-121', 'सीमांकन एवं नामांतरण', 'Demarcation and mutation'],
    ['COL', 'B-122', 'अतिक्रमण', 'Encroachment'],
    ['COL', 'B-105', 'पंचायत शिकायत एवं जाँच', 'Panchayat complaints and inquiries'],
    ['COL', 'B-104', 'प्राकृतिक आपदा: राहत एवं मुआवजा', 'Natural calamities: relief'],
    ['COL', 'A-011', 'अर्जित अवकाश', 'Earned leave'],
    ['COL', 'A-020', 'पदस्थापना एवं स्थानांतरण', 'Posting and transfer'],
    ['COL', 'C-301', 'आकस्मिक क्रय', 'Contingent purchase'],
    ['TEH', 'B-121', 'सीमांकन एवं नामांतरण', 'Demarcation and mutation'],
    ['TEH', 'B-106', 'फौती नामांतरण', 'Mutation on succession'],
  ] as const
).map(([office, code, hi, en]) => ({
  id: idOf('hed', `${office}/${code}`),
  officeId: offices[office].id,
  code,
  name: { hi, en },
  active: true,
}));

const oneDay = 450;
const days = (count: number) => ({ workingMinutes: count * oneDay });
const seconds = (count: number) => ({ elapsedSeconds: count });
const byOrder = (division: 'officer-in-charge' | 'via' | 'final') => ({ division }) as const;

const chain = (template: Omit<Template, 'id' | 'officeId' | 'version' | 'status'>): Template => ({
  ...template,
  id: idOf('chn', template.code),
  officeId: offices.COL.id,
  version: 1,
  status: 'published',
});
/** As the work-division order has it: the officer in charge recommends, by way of whom it goes concurs, and so on. */
const upTheLine = (deadlines: readonly Deadline[]): Pick<Template, 'levels' | 'final'> => {
  const [recommending = days(1), concurring = days(1), deciding = days(1)] = deadlines;
  return {
    levels: [
      { purpose: 'recommend', who: [byOrder('officer-in-charge')], deadline: recommending },
      { purpose: 'concur', who: [byOrder('via')], deadline: concurring },
    ],
    final: {
      purpose: 'approve',
      deadline: deciding,
      rules: [{ who: { head: 'office' }, power: 'कार्य विभाजन आदेश 101/स्था./2026-27' }],
    },
  };
};
const chains: readonly Template[] = [
  chain({
    code: 'REV-STD-3',
    name: { hi: 'राजस्व: सामान्य अनुमोदन', en: 'Revenue: ordinary approval' },
    kind: 'approval',
    heads: [],
    ...upTheLine([days(3), days(2), days(2)]),
  }),
  // Seconds instead of days, so that lateness can be seen while one watches.
  chain({
    code: 'TATKAL-3',
    name: { hi: 'तत्काल अनुमोदन (अभ्यास)', en: 'Urgent approval (practice)' },
    kind: 'approval',
    heads: [],
    ...upTheLine([seconds(120), seconds(3), seconds(120)]),
  }),
  chain({
    code: 'PURCHASE',
    name: { hi: 'आकस्मिक क्रय', en: 'Contingent purchase' },
    kind: 'approval',
    heads: ['C-'],
    levels: [
      {
        purpose: 'recommend',
        who: [byOrder('officer-in-charge')],
        deadline: days(2),
        escalation: { after: 2, to: byOrder('via') },
      },
      // Opinions side by side; a small sum needs none.
      {
        purpose: 'advise',
        who: [{ role: 'JOINT_COLLECTOR' }, { post: idOf('pst', 'sthapnaadhikshak') }],
        join: 'all',
        deadline: days(2),
        skipWhen: { amountBelow: 5_000 },
      },
    ],
    final: {
      purpose: 'sanction',
      deadline: days(3),
      rules: [
        {
          when: { amountBelow: 50_000 },
          who: { post: idOf('pst', 'adm') },
          power: 'वित्तीय अधिकार पुस्तिका (नमूना) 4-क',
        },
        { who: { head: 'office' }, power: 'वित्तीय अधिकार पुस्तिका (नमूना) 4-ख' },
      ],
    },
    lapsesAfterDays: 180,
  }),
  chain({
    code: 'REVERSAL',
    name: { hi: 'पूर्व निर्णय पलटना', en: 'Reversal of a decision' },
    kind: 'reversal',
    heads: [],
    levels: [{ purpose: 'recommend', who: [byOrder('officer-in-charge')], deadline: days(2) }],
    final: {
      purpose: 'approve',
      deadline: days(3),
      rules: [{ who: { head: 'office' }, power: 'कार्य विभाजन आदेश 101/स्था./2026-27' }],
    },
  }),
];

/** The order in force in the collectorate. */
const divisions: readonly WorkDivision[] = [
  {
    id: idOf('div', 'COL-2026'),
    officeId: offices.COL.id,
    orderNumber: '101/स्था./2026-27',
    orderDate: '2026-04-01',
    status: 'published',
    effectiveFrom: since,
    lines: [
      { officerInCharge: idOf('pst', 'deputy3'), via: [idOf('pst', 'adm')] },
      {
        unitId: idOf('unt', 'REV'),
        officerInCharge: idOf('pst', 'deputy'),
        via: [idOf('pst', 'adm')],
        final: idOf('pst', 'collector'),
        link: idOf('pst', 'deputy3'),
      },
      {
        unitId: idOf('unt', 'EST'),
        officerInCharge: idOf('pst', 'deputy2'),
        via: [idOf('pst', 'adm')],
        final: idOf('pst', 'collector'),
        link: idOf('pst', 'deputy'),
      },
    ],
  },
];

const holiday = (day: string, hi: string, en: string) => ({ day, name: { hi, en } });
const weekdays = [1, 2, 3, 4, 5, 6];

const clock = (
  category: WatchCategory,
  days: number,
  counts: 'calendar' | 'working',
  hi: string,
  en: string,
) => ({ category, days, counts, basis: { hi, en } });
const phrase = (code: string, action: string, hi: string, en: string) => ({
  code,
  action,
  text: { hi, en },
});

const policy: Policy = {
  district: { code: 'BBZ', name: { hi: 'बलौदाबाजार (नमूना)', en: 'Baloda Bazar (sample)' } },
  effectiveFrom: '2026-04-01',
  workingHours: weekdays.map((weekday) => ({ weekday, from: 10 * 60, to: 17 * 60 + 30 })),
  closedSaturdays: [2, 4],
  holidays: [
    holiday('2026-08-15', 'स्वतंत्रता दिवस', 'Independence Day'),
    holiday('2026-10-02', 'गांधी जयंती', 'Gandhi Jayanti'),
    holiday('2026-10-20', 'दशहरा', 'Dussehra'),
    holiday('2026-11-09', 'दीपावली', 'Deepavali'),
    holiday('2026-12-18', 'गुरु घासीदास जयंती', 'Guru Ghasidas Jayanti'),
    holiday('2026-12-25', 'क्रिसमस', 'Christmas'),
    holiday('2027-01-26', 'गणतंत्र दिवस', 'Republic Day'),
    holiday('2027-03-22', 'होली', 'Holi'),
  ],
  numbering: {
    file: '{OFF}/{UNIT}/{HEAD}/{SER:5}/{FY}',
    receipt: '{OFF}/{YYYY}/{SER:6}',
    issue: '{SER}/{UNIT}/{OFF}/{FY}',
    part: '/P{PART}',
    volume: '/V{PART}',
    certificate: '{OFF}/WEED/{YYYY}/{SER:4}',
  },
  maxLevels: 4,
  dwellLimitDays: 7,
  submitWithinCategory: false,
  parkLimitDays: 180,
  lateEntryDays: 1095,
  noticeDays: 180,
  delayReasons: [
    {
      code: 'information-awaited',
      name: { hi: 'जानकारी अपेक्षित थी', en: 'Information was awaited' },
    },
    {
      code: 'field-report',
      name: { hi: 'स्थल प्रतिवेदन अपेक्षित था', en: 'A field report was awaited' },
    },
    { code: 'leave', name: { hi: 'अवकाश पर', en: 'On leave' } },
    { code: 'election-duty', name: { hi: 'निर्वाचन कार्य', en: 'Election duty' } },
    { code: 'workload', name: { hi: 'कार्य की अधिकता', en: 'Load of work' } },
    { code: 'other', name: { hi: 'अन्य', en: 'Other' } },
  ],
  copyLimit: 20,
  watchClocks: [
    clock('assembly', 3, 'working', 'विधानसभा प्रश्न', 'Assembly question'),
    clock('rti', 30, 'calendar', 'सूचना का अधिकार अधिनियम, 2005', 'Right to Information Act, 2005'),
    clock('vip', 7, 'working', 'जनप्रतिनिधि के पत्र', 'References of elected members'),
    clock('court', 15, 'calendar', 'न्यायालयीन प्रकरण', 'Court cases'),
    clock('cm-office', 7, 'working', 'मुख्यमंत्री कार्यालय', 'Chief Minister’s office'),
    clock('time-limit', 7, 'working', 'समय-सीमा (टी.एल.)', 'Time-limit letters'),
    clock('jan-darshan', 7, 'working', 'जनदर्शन', 'Jan-darshan'),
    clock(
      'lsg',
      30,
      'calendar',
      'लोक सेवा गारंटी अधिनियम, 2011',
      'Public Service Guarantee Act, 2011',
    ),
  ],
  phrases: [
    phrase('for-perusal', 'note', 'अवलोकनार्थ प्रस्तुत।', 'Submitted for perusal.'),
    phrase('for-orders', 'note', 'आदेशार्थ प्रस्तुत।', 'Submitted for orders.'),
    phrase('for-approval', 'note', 'अनुमोदनार्थ प्रस्तुत।', 'Submitted for approval.'),
    phrase('discuss', 'return', 'कृपया चर्चा करें।', 'Please discuss.'),
    phrase('examine', 'return', 'परीक्षण कर प्रस्तुत करें।', 'Examine and put up.'),
    phrase('agreed', 'concur', 'सहमत।', 'Agreed.'),
    phrase('recommended', 'recommend', 'अनुशंसा सहित प्रस्तुत।', 'Submitted with recommendation.'),
    phrase('approved', 'approve', 'प्रस्ताव अनुसार अनुमोदित।', 'Approved as proposed.'),
    phrase('issue', 'approve', 'पत्र जारी करें।', 'Issue the letter.'),
    phrase('draft-approved', 'approve-draft', 'प्रारूप अनुमोदित।', 'Draft approved.'),
    phrase(
      'file',
      'request-close',
      'कार्यवाही पूर्ण; नस्तीबद्ध करें।',
      'Action is complete; close the file.',
    ),
    phrase('keep-pending', 'park', 'आगामी तिथि तक स्थगित रखें।', 'Keep pending until the next date.'),
  ],
  retention: [
    { heads: '', category: 'C', years: 5 },
    { heads: 'A-', category: 'C', years: 10 },
    { heads: 'B-121', category: 'A' },
    { heads: 'B-122', category: 'B' },
    { heads: 'C-', category: 'C', years: 3 },
  ],
  retentionExtensionYears: 10,
  archivalReviewYear: 25,
  // A Collector who takes up several files in one sitting signs in once for them.
  stepUp: { capabilities: ['decide', 'approve-draft', 'sign'], maxAgeSeconds: 600 },
  financialYearStartMonth: 4,
};

export const sampleDistrict = {
  policy,
  offices: [
    {
      ...offices.COL,
      inwardPost: postOf(seatOf('aavak')),
      headPost: idOf('pst', 'collector'),
    },
    {
      ...offices.TEH,
      inwardPost: postOf(seatOf('vachak')),
      headPost: idOf('pst', 'tehsildar'),
    },
    // Known, and not on board yet: what goes there is printed.
    {
      id: idOf('ofc', 'PWD'),
      code: 'BBZ-PWD',
      name: {
        hi: 'कार्यपालन अभियंता, लोक निर्माण विभाग (नमूना)',
        en: 'Executive Engineer, Public Works (sample)',
      },
      kind: 'department',
      status: 'registered',
      contact: {
        address: { hi: 'लोक निर्माण विभाग, बलौदाबाजार (नमूना)' },
        email: 'ee-pwd@namuna.example',
      },
    },
  ] as Office[],
  units: Object.entries(units).map(
    ([code, unit]): Unit => ({
      id: idOf('unt', code),
      officeId: offices[unit.office].id,
      code: unit.code,
      name: unitName(unit),
      kind: unit.kind,
      dealingPost: postOf(seatOf(unit.desk)),
    }),
  ),
  posts: seats.map(
    (each): HeldPost => ({
      ...postOf(each),
      holder: each.person
        ? {
            personId: personIdOf(each),
            tenureId: tenureOf(each),
            name: each.person,
            from: since,
          }
        : null,
    }),
  ),
  people: staffed.map(
    (each): Person => ({
      id: personIdOf(each),
      subject: subjectOf(each),
      name: each.person,
      language: 'hi',
      status: 'active',
      charges: [{ tenureId: tenureOf(each), kind: 'substantive', from: since, post: postOf(each) }],
    }),
  ),
  subjectHeads,
  chains,
  divisions,
};

export const sampleUsers: readonly SampleUser[] = staffed.map((each) => ({
  username: each.username,
  subject: subjectOf(each),
  name: each.person,
  post: { hi: each.hi, en: each.en },
}));
