import { expect } from 'vitest';
import { sampleDistrict } from '../../../infra/local/sampleDistrict.ts';
import { dayFromNow, thisMonth } from '../../support/sample.ts';
import { aFile, type Flow } from './day.ts';

/** Posts and registers of the office: charge of a vacant post given and ended, a post handed over, what was entered this month. */
export const offices: Flow = async (day) => {
  const { done, postOf } = day;
  const postId = postOf('Deputy Collector (Nazul)');
  const post = await done('adm', 'getPost', { params: { postId } });
  const given = await done('adm', 'giveCharge', {
    params: { postId },
    version: post.body.version,
    body: { to: postOf('Deputy Collector (General)'), reason: 'आदेश 12/2026' },
  });
  expect(given.body.post.charge.name.en).toBe('Phanish Namuna');
  await done('adm', 'endCharge', {
    params: { postId },
    version: given.body.version,
    body: { reason: 'पदस्थापना' },
  });

  // An officer goes on leave, and comes back before its last day.
  const absent = postOf('Deputy Collector (Revenue)');
  const away = await done('deputy', 'giveDelegation', {
    params: { postId: absent },
    version: (await done('deputy', 'getPost', { params: { postId: absent } })).body.version,
    body: {
      to: postOf('Deputy Collector (General)'),
      kind: 'leave',
      from: dayFromNow(0),
      until: dayFromNow(3),
      reason: 'अर्जित अवकाश',
    },
  });
  const headers = { 'patravali-post': absent };
  const link = await done('deputy3', 'getMe', { headers });
  expect(link.body.onBehalfOf.ownPost.designation.en).toBe('Deputy Collector (General)');
  await done('deputy', 'endDelegation', {
    params: { postId: absent, delegationId: away.body.post.delegations[0].id },
    version: away.body.version,
    body: { reason: 'अवकाश से वापसी' },
  });

  // The accountant retires, and the charge report goes with the post.
  const desk = postOf('Accountant');
  const report = await done('lekha', 'getChargeReport', { params: { postId: desk } });
  const persons = await done('prashasan', 'listPersons', { query: { limit: '100' } });
  const [leaves, comes] = ['Yamini Namuna', 'Vinay Namuna'].map(
    (name) => persons.body.items.find((each: { name: { en: string } }) => each.name.en === name).id,
  );
  const before = await done('prashasan', 'getPost', { params: { postId: desk } });
  const handed = await done('prashasan', 'handOver', {
    params: { postId: desk },
    version: before.body.version,
    body: {
      relieves: leaves,
      to: { personId: comes, kind: 'additional' },
      orderNumber: '13/स्था/2026',
      orderDate: dayFromNow(0),
      reason: 'सेवानिवृत्ति',
    },
  });
  expect(handed.body.desk).toEqual(report.body.summary.counts);

  const { fileId } = await aFile(day);
  const due = await done('adhikshak', 'getDueList', {
    params: { officeId: sampleDistrict.offices[0]?.id ?? '' },
    query: { limit: '100' },
  });
  expect(due.body.items).toContainEqual(expect.objectContaining({ id: fileId, dueAt: null }));
  const month = thisMonth();
  const { body } = await done('adhikshak', 'listRegister', {
    params: { register: 'file' },
    query: { month, limit: '100' },
  });
  expect(body.items.at(-1)).toMatchObject({ fileOrLetterId: fileId, from: null });
};
