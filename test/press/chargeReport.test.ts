import { expect, it } from 'vitest';
import type { DeskItem } from '../../shared/domain/chargeReport.ts';
import { listHashOf } from '../../shared/domain/chargeReport.ts';
import { type ChargeReportOf, chargeReport } from '../../shared/press/chargeReport.ts';
import { digest } from '../../shared/store/digest.ts';
import { at, heldPost, officer } from '../support/officers.ts';
import { printed } from '../support/printed.ts';

const squeezed = (text: string) => text.replace(/[\s\u200b]+/g, '');
const item = (no: number, more: Partial<DeskItem> = {}): DeskItem => ({
  id: `fil_${no}`,
  kind: 'file',
  number: `BBZ-COL/REV/B-121/${String(no).padStart(5, '0')}/2026-27`,
  subject: { hi: 'ग्राम कोसमी में सीमांकन बाबत प्राप्त आवेदन' },
  urgency: 'ordinary',
  classification: 'normal',
  since: '2026-11-03T06:00:00.000Z',
  dueAt: '2026-11-12T12:00:00.000Z',
  overdue: true,
  status: 'active',
  unseen: false,
  enclosuresMissing: false,
  ...more,
});
const secret = item(3, { classification: 'confidential', subject: null, overdue: false });
const desk = [
  item(1),
  item(2, { kind: 'letter', status: 'in-transit', unseen: true, overdue: false, dueAt: null }),
  secret,
  item(4, { kind: 'asked' }),
];
const holder = heldPost('rajasv1').holder;
if (!holder) throw new Error('Nobody holds the post.');
const posted = { ...holder, name: officer('rajasv3').name, from: at, kind: 'officiating' as const };
const usual: ChargeReportOf = {
  post: { ...heldPost('rajasv1'), holder: posted },
  side: 'taken-over',
  handover: {
    at,
    orderNumber: '12/स्था/2026',
    orderDate: '2026-11-20',
    relieved: holder,
    posted,
    by: { name: officer('prashasan').name, designation: officer('prashasan').post.designation },
    desk: { files: 2, letters: 1, asked: 1, overdue: 2 },
    listHash: listHashOf(desk, digest),
  },
  office: { hi: 'कार्यालय कलेक्टर, बलौदाबाजार (नमूना)', en: 'Collectorate, Baloda Bazar (sample)' },
  made: at,
  desk,
  told: desk,
  drafted: new Set(['fil_1']),
  unread: { count: 3, complete: true },
  toSend: undefined,
  digest,
};
async function sheets(more: Partial<ChargeReportOf> = {}) {
  const pages: string[] = [];
  for await (const { pdf } of chargeReport({ ...usual, ...more })) {
    const set = await printed(pdf);
    for (let no = 1; no <= set.pages; no += 1) pages.push(squeezed(set.page(no).text));
  }
  return pages;
}

it('[row 37] the charge report lists the desk, with who left it and who took it over, for both to sign', async () => {
  const [text = '', ...more] = await sheets();
  expect(more).toEqual([]);
  for (const { number } of desk) expect(text).toContain(number);
  for (const told of [
    '12/स्था/2026',
    '20.11.2026',
    '03.11.2026',
    '20',
    listHashOf(desk, digest).slice(0, 16),
  ]) {
    expect(text).toContain(told);
  }
  for (const name of [holder.name.en, posted.name.en]) {
    // Among the facts at the top, and where they sign.
    expect(text.split(squeezed(String(name))).length - 1).toBe(2);
  }
  for (const told of [
    'Chargereport',
    'Relievedofficer',
    'Relievingofficer',
    'draftnote',
    'officiating',
  ]) {
    expect(text).toContain(told);
  }
});

it('before the handover there is room for who comes, and nothing is told of the one before', async () => {
  const [text = ''] = await sheets({ side: 'handing-over', post: heldPost('rajasv1') });
  expect(text.split(squeezed(String(holder.name.en))).length - 1).toBe(2);
  expect(text).not.toContain(squeezed(String(posted.name.en)));
  expect(text).not.toContain('12/स्था/2026');
});

it('of what is confidential it tells the number alone, and not even that to another post', async () => {
  const [own = ''] = await sheets();
  const row = own.slice(own.indexOf(secret.number));
  expect(row.slice(0, 60)).not.toContain('कोसमी');
  const [other = ''] = await sheets({ told: desk.filter((each) => each !== secret) });
  expect(other).not.toContain(secret.number);
  expect(other).toContain('Besides,1confidential,notlistedhere');
});

it('a desk on which nothing lies has its report too', async () => {
  const [text = '', ...more] = await sheets({ desk: [], told: [], drafted: new Set() });
  expect(more).toEqual([]);
  expect(text).toContain('Nothingliesonthedesk');
  expect(text).toContain('Relievingofficer');
});

it('[row 37] of a long desk every entry stands once, in order, page after page, and the signatures at the end', async () => {
  const long = Array.from({ length: 640 }, (_, no) => item(no + 1));
  const pages = await sheets({ desk: long, told: long });
  const found = pages.join('').match(/\d{5}\/2026-27/g) ?? [];
  expect(found).toEqual(long.map((_, no) => `${String(no + 1).padStart(5, '0')}/2026-27`));
  const marks = pages.map((text) => Number(/पृष्ठ(\d+)/.exec(text)?.[1]));
  expect(marks).toEqual(pages.map((_, index) => index + 1));
  const signed = pages.flatMap((text, index) => (text.includes('Relievingofficer') ? [index] : []));
  expect(signed).toEqual([pages.length - 1]);
});
