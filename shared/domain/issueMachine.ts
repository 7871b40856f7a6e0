/** How a letter that went out reaches each addressee and each holder of a copy, as data. */
import type { DeliveryMode } from './delivery.ts';
import type { Delivery } from './issue.ts';
import { machineOf } from './machine.ts';

interface Sending {
  /** How it goes, if otherwise than the delivery says. */
  readonly mode?: DeliveryMode | undefined;
}
interface Reasoned {
  readonly reason: string | undefined;
}

export const deliveryMachine = machineOf<Delivery>()({
  entity: { hi: 'प्रेषण', en: 'Delivery' },
  states: {
    queued: { label: { hi: 'प्रेषण शेष', en: 'To be sent' }, refuses: 'delivery-not-sent' },
    sent: { label: { hi: 'प्रेषित', en: 'Sent' }, refuses: 'delivery-sent' },
    delivered: { label: { hi: 'प्राप्त कराया', en: 'Delivered' }, refuses: 'delivery-settled' },
    acknowledged: { label: { hi: 'पावती प्राप्त', en: 'Acknowledged' }, refuses: 'delivery-settled' },
    returned: { label: { hi: 'बिना वितरण वापस', en: 'Came back' }, refuses: 'delivery-returned' },
  },
  transitions: {
    begin: {
      label: { hi: 'प्रेषण सूची में रखें', en: 'Enter for despatch' },
      from: [],
      // An office or a post on the system has the letter in the moment in which it is issued.
      to: ['queued', 'delivered'],
      guards: [],
    },
    send: {
      label: { hi: 'प्रेषित करें', en: 'Send' },
      from: ['queued'],
      to: ['sent'],
      guards: [
        {
          code: 'e-mail-unknown',
          rule: 'By e-mail it goes to whom the letter has an e-mail address of.',
          refuses: ({ to, mode }: Delivery, { mode: by = mode }: Sending) =>
            by === 'e-mail' && (to.kind === 'post' || to.email === undefined),
        },
      ],
    },
    deliver: {
      label: { hi: 'प्राप्त कराया', en: 'Delivered' },
      from: ['sent'],
      to: ['delivered'],
      guards: [],
    },
    acknowledge: {
      label: { hi: 'पावती दर्ज करें', en: 'Acknowledged' },
      // A registered letter is delivered first, and its acknowledgement comes back later.
      from: ['sent', 'delivered'],
      to: ['acknowledged'],
      guards: [
        {
          code: 'delivery-settled',
          rule: 'What reached an office or a post on the system needs no other acknowledgement.',
          refuses: ({ mode }: Delivery) => mode === 'intra',
        },
      ],
    },
    return: {
      label: { hi: 'वापसी दर्ज करें', en: 'Came back' },
      from: ['sent'],
      to: ['returned'],
      guards: [
        {
          code: 'reason-required',
          rule: 'Why it came back is put on record.',
          refuses: (_: Delivery, { reason }: Reasoned) => !reason,
        },
      ],
    },
    resend: {
      label: { hi: 'पुनः प्रेषण हेतु रखें', en: 'Send again' },
      from: ['returned'],
      to: ['queued'],
      guards: [],
    },
  },
});
