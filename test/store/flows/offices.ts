import { expect } from 'vitest';
import { thisMonth } from '../../support/sample.ts';
import { aFile, type Flow } from './day.ts';

/** Posts and registers of the office: charge of a vacant post given and ended, what was entered this month. */
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

  const { fileId } = await aFile(day);
  const month = thisMonth();
  const { body } = await done('adhikshak', 'listRegister', {
    params: { register: 'file' },
    query: { month, limit: '100' },
  });
  expect(body.items.at(-1)).toMatchObject({ fileOrLetterId: fileId, from: null });
};
