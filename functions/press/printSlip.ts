import { acknowledgementSlip } from '../../shared/press/slip.ts';
import * as directory from '../../shared/store/directoryStore.ts';
import { load } from '../../shared/store/reading.ts';
import * as receipts from '../../shared/store/receiptStore.ts';
import { trackingAddress } from './addresses.ts';
import { type Make, officeOf } from './sources.ts';

export const printSlip: Make = async (print, sink) => {
  if (print.wanted.kind !== 'acknowledgement') throw new RangeError('It is no slip.');
  const { receiptId } = print.wanted;
  const { stored, policy } = await load({
    stored: receipts.ref(receiptId),
    policy: directory.policy,
  });
  if (!stored) throw new Error(`${receiptId} is gone.`);
  const { trackingToken: token } = stored.state;
  const { pdf, pages } = acknowledgementSlip({
    receipt: stored.state,
    tracking: token === undefined ? undefined : { token, address: trackingAddress(token) },
    office: await officeOf(stored.state.officeId),
    district: directory.present(policy, 'policy').district,
  });
  await sink.write(pdf);
  return { pages };
};
