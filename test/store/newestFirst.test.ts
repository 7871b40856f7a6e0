import { afterAll, beforeAll, expect, it } from 'vitest';
import { sampleDistrict } from '../../infra/local/sampleDistrict.ts';
import type { OperationId } from '../../shared/api/routes/index.ts';
import { type Office, openOffice } from '../support/office.ts';
import { postOf, thisMonth } from '../support/sample.ts';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.close());

/** Every entry of a list, one a page, in the order in which the pages bring them. */
async function pageByPage<T>(username: string, id: OperationId, query: object): Promise<T[]> {
  const found: T[] = [];
  let cursor: string | null | undefined;
  do {
    const asked = { ...query, limit: '1', ...(cursor && { cursor }) };
    const { body } = await office.told(username, id, { query: asked });
    found.push(...body.items);
    cursor = body.next;
    expect(found.length).toBeLessThan(20);
  } while (cursor);
  return found;
}

it('what a post sent is read to its end page by page, each entry once, the newest first', async () => {
  const to = postOf('Superintendent (Revenue)');
  const sent: string[] = [];
  for (const hi of ['एक', 'दो', 'तीन']) {
    const { body } = await office.told('rajasv1', 'createFile', {
      body: { subject: { hi }, headId: sampleDistrict.subjectHeads[0]?.id },
    });
    const fileId = body.file.id as string;
    const params = { fileId };
    await office.told('rajasv1', 'sendFile', { params, version: body.version, body: { to } });
    sent.unshift(fileId);
  }
  const listed = await pageByPage<{ id: string }>('rajasv1', 'listSent', { month: thisMonth() });
  expect(listed.map(({ id }) => id)).toEqual(sent);
});
