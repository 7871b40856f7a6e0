/** The work is done: closing is asked for by one and decided by another, and the file goes to the record room. */
import { type Day, versionOf } from '../day.ts';
import { act, expect, found, step } from '../telling.ts';
import type { OpenFile } from './file.ts';

export async function records(day: Day, { id: fileId }: OpenFile): Promise<void> {
  act('अभिलेख', 'Records');
  const { rajasv1, adhikshak, abhilekh, ids } = day;
  const params = { fileId };
  await adhikshak.returnFile({
    params,
    body: { to: ids.assistant, purpose: 'action', reason: 'आदेश जारी। नस्तीबद्ध करने हेतु प्रस्तुत करें।' },
    version: await versionOf(adhikshak, fileId),
  });
  const asked = await rajasv1.requestClosure({
    params,
    body: { remarks: 'कार्यवाही पूर्ण; नस्तीबद्ध करें।', to: ids.superintendent },
    version: await versionOf(rajasv1, fileId),
  });
  step(
    'सहायक ने नस्तीबद्ध करने का प्रस्ताव किया',
    'the assistant asks for the file to be closed',
    `${asked.body.file.status}, ${asked.body.file.holder.designation.hi} के पास`,
  );

  const closed = await adhikshak.decideClosure({
    params,
    body: { decision: 'approve', remarks: 'सहमत।' },
    version: asked.body.version,
  });
  const { category, years, reviewOn } = found(closed.body.file.retention, 'a retention');
  step(
    'अधीक्षक ने नस्तीबद्ध की; संधारण अवधि तय',
    'another decides; from closing on the retention is fixed',
    `श्रेणी ${category}${years ? `-${years}` : ''}, समीक्षा ${reviewOn}`,
  );

  await adhikshak.sendToRecordRoom({
    params,
    body: { unitId: ids.recordRoom },
    version: closed.body.version,
  });
  const { body: recorded } = await abhilekh.getFile({ params });
  expect(recorded.file.status === 'recorded', 'the file is in the record room');
  step(
    'अभिलेखागार में',
    'in the record room, where its keeper has it',
    `${recorded.file.status}, ${recorded.file.holder.designation.hi} के पास`,
  );
}
