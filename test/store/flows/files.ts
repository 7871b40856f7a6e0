import { expect } from 'vitest';
import { dayFromNow, thisMonth } from '../../support/sample.ts';
import { aFile, type Flow } from './day.ts';

/** Files on their way: sent, returned, asked about, pulled back and up; their cover, parts, links, place and readers. */
export const files: Flow = async (day) => {
  const { done, postOf } = day;
  const superintendent = postOf('Superintendent (Revenue)');
  const assistant = postOf('Assistant grade 2 (Revenue)');
  const nazir = postOf('Nazir');
  const month = thisMonth();
  const inAWeek = dayFromNow(7);

  const { fileId, version } = await aFile(day);
  const params = { fileId };
  const by = (told: { body: { version: number } }) => ({ params, version: told.body.version });

  // Out and pulled back, out and opened, and back with a reason.
  const out = await done('rajasv1', 'sendFile', { params, version, body: { to: superintendent } });
  const recalled = await done('rajasv1', 'recallFile', by(out));
  const again = await done('rajasv1', 'sendFile', {
    ...by(recalled),
    body: { to: superintendent, purpose: 'submission' },
  });
  const opened = await done('adhikshak', 'openFileOnDesk', { params });
  expect(opened.body.version).toBe(again.body.version + 1);
  const asked = await done('adhikshak', 'consultPost', {
    ...by(opened),
    body: { to: nazir, reason: 'भण्डार की उपलब्धता बताएँ' },
  });
  const answered = await done('nazarat', 'answerConsulted', {
    ...by(asked),
    body: { to: superintendent },
  });
  const returned = await done('adhikshak', 'returnFile', {
    ...by(answered),
    body: { to: assistant, purpose: 'action', reason: 'परीक्षण कर प्रस्तुत करें' },
  });
  const up = await done('deputy', 'pullUpFile', {
    ...by(returned),
    body: { from: assistant, reason: 'तत्काल आवश्यकता' },
  });
  const stops = await done('deputy', 'listMovements', { params });
  expect(stops.body.items.map(({ kind }: { kind: string }) => kind)).toEqual([
    'sent',
    'recalled',
    'sent',
    'consulted',
    'answered',
    'returned',
    'pulled-up',
  ]);
  const sent = await done('adhikshak', 'listSent', { query: { month } });
  expect(sent.body.items.map(({ cause }: { cause: string }) => cause)).toEqual(
    expect.arrayContaining(['consulted', 'returned']),
  );

  // The cover.
  const amended = await done('deputy', 'amendFile', {
    ...by(up),
    body: { urgency: 'priority', reason: 'समय-सीमा निकट' },
  });
  const aliased = await done('deputy', 'addFileAlias', {
    ...by(amended),
    body: { number: '12/राजस्व/1998' },
  });
  const found = await done('deputy', 'findFiles', { query: { number: '१२ / राजस्व / १९९८' } });
  expect(found.body.items).toEqual([fileId]);
  const short = await done('deputy', 'findFiles', {
    query: { number: aliased.body.file.shortNumber.toLowerCase() },
  });
  expect(short.body.items).toEqual([fileId]);
  const part = await done('deputy', 'openFilePart', {
    ...by(aliased),
    body: { kind: 'part', subject: { hi: 'खण्ड: मुआवजा' } },
  });
  expect(part.body.file.number).toBe(`${aliased.body.file.number}/P1`);
  const cover = await done('deputy', 'getFile', { params });
  const other = await aFile(day, 'deputy');
  const linked = await done('deputy', 'linkFile', {
    ...by(cover),
    body: { fileId: other.fileId, kind: 'related', reason: 'एक ही खसरा' },
  });
  const links = await done('deputy', 'listLinks', { params, query: { of: other.fileId } });
  expect(links.body.items).toMatchObject([{ kind: 'related', file: { status: 'active' } }]);
  const unlinked = await done('deputy', 'unlinkFile', {
    params: { fileId, linkedId: other.fileId },
    version: linked.body.version,
    body: { extract: 'पृष्ठ 3 से 5 की प्रति रखी गई' },
  });

  // Readers, and putting it aside.
  await done('nazarat', 'requestView', {
    params: { fileId: other.fileId },
    body: { reason: 'लेखा मिलान' },
  });
  const requests = await done('deputy', 'listViewRequests', { params: { fileId: other.fileId } });
  expect(requests.body.items).toHaveLength(1);
  const told = await done('deputy', 'listNotices', { query: { unread: 'true' } });
  expect(told.body.items[0]).toMatchObject({ kind: 'view-requested', fileId: other.fileId });
  await done('deputy', 'readNotices', { body: { noticeIds: [told.body.items[0].id] } });
  const requested = await done('deputy', 'getFile', { params: { fileId: other.fileId } });
  await done('deputy', 'refuseView', {
    params: { fileId: other.fileId, postId: nazir },
    version: requested.body.version,
    body: { reason: 'कारण स्पष्ट करें' },
  });
  await done('nazarat', 'requestView', {
    params: { fileId: other.fileId },
    body: { reason: 'कलेक्टर के निर्देश पर लेखा मिलान' },
  });
  const requestedAgain = await done('deputy', 'getFile', { params: { fileId: other.fileId } });
  await done('deputy', 'nameFileReader', {
    params: { fileId: other.fileId, postId: nazir },
    version: requestedAgain.body.version,
    body: { reason: 'लेखा मिलान' },
  });
  await done('nazarat', 'listNotes', { params: { fileId: other.fileId } });
  const parked = await done('deputy', 'parkFile', {
    ...by(unlinked),
    body: { until: inAWeek, reason: 'प्रतिवेदन की प्रतीक्षा' },
  });
  const woken = await done('deputy', 'wakeFile', by(parked));

  // Paper: with the sender until the receiver says that it has come.
  const placed = await done('deputy', 'placeFile', {
    ...by(woken),
    body: {
      nature: 'physical',
      place: { rack: 'अ-3', bundle: '12', authorisation: 'कलेक्टर का आदेश' },
    },
  });
  const onItsWay = await done('deputy', 'sendFile', {
    ...by(placed),
    body: { to: superintendent, purpose: 'action' },
  });
  expect(onItsWay.body).toMatchObject({ onItsWay: true });
  const received = await done('adhikshak', 'receiveFile', by(onItsWay));
  expect(received.body.file.holder.postId).toBe(superintendent);

  const [one, two] = [await aFile(day), await aFile(day)];
  const merged = await done('rajasv1', 'mergeFile', {
    params: { fileId: one.fileId },
    version: one.version,
    body: { into: two.fileId, reason: 'एक ही विषय' },
  });
  expect(merged.body.file).toMatchObject({ status: 'merged', mergedInto: two.fileId });
};
