import { afterAll, beforeAll, expect, it } from 'vitest';
import { sampleDistrict } from '../../infra/local/sampleDistrict.ts';
import { type Office, openOffice } from '../support/office.ts';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.close());

it('what fits equally well comes newest first, page after page, each file once', async () => {
  const headId = sampleDistrict.subjectHeads[0]?.id;
  const made: string[] = [];
  for (let no = 0; no < 25; no += 1) {
    const { body } = await office.call('rajasv1', 'createFile', {
      body: { subject: { hi: 'पंचनामा की नस्ती' }, headId },
    });
    made.push(body.file.id);
  }
  // The worker that indexes takes what is owed; it leaves the newest to the stream, which is not here.
  const { handler } = await import('../../functions/reconciler/index.ts');
  await handler({ time: new Date(Date.now() + 60_000).toISOString() });

  const found: string[] = [];
  let cursor: string | undefined;
  do {
    const { status, body } = await office.call('rajasv1', 'search', {
      query: { q: 'पंचनामा', limit: '10', ...(cursor && { cursor }) },
    });
    expect(status).toBe(200);
    expect(body.items.length).toBeLessThanOrEqual(10);
    found.push(...body.items.map(({ id }: { id: string }) => id));
    cursor = body.next ?? undefined;
  } while (cursor);
  expect(found).toEqual([...made].sort().reverse());

  const first = await office.call('rajasv1', 'search', { query: { q: 'पंचनामा', limit: '10' } });
  const other = await office.call('rajasv1', 'search', {
    query: { q: 'नस्ती', cursor: first.body.next },
  });
  expect(other.body.type).toBe('/problems/cursor-invalid');
});
