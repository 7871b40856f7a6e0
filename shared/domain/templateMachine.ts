/** The life of a chain template: drafted, published version by version, retired. */
import type { ChainRecord } from './chainLife.ts';
import type { Told } from './errors.ts';
import { type Guard, joined, machineOf } from './machine.ts';
import { type TemplateFault, templateFaults } from './templateFaults.ts';

export interface TemplateDrafting {
  /** Another chain of the office has the code. */
  readonly taken: boolean;
}
export interface TemplatePublishing {
  readonly faults: readonly TemplateFault[];
}
type TemplateGuard<Input> = Guard<ChainRecord, Input>;

export const templateMachine = machineOf<ChainRecord>()({
  entity: { hi: 'अनुमोदन शृंखला', en: 'Approval chain' },
  states: {
    draft: { label: { hi: 'प्रारूप', en: 'Draft' }, refuses: 'chain-not-found' },
    published: { label: { hi: 'प्रकाशित', en: 'Published' }, refuses: 'code-exists' },
    retired: { label: { hi: 'समाप्त', en: 'Retired' }, refuses: 'chain-retired' },
  },
  transitions: {
    draft: {
      label: { hi: 'शृंखला का प्रारूप बनाएँ', en: 'Draft a chain' },
      from: [],
      to: ['draft'],
      guards: [
        {
          code: 'code-exists',
          rule: 'No other chain of the office has the code.',
          onRequest: true,
          refuses: (_chain: ChainRecord, { taken }: TemplateDrafting) => taken,
        } as const satisfies TemplateGuard<TemplateDrafting>,
      ],
    },
    save: {
      label: { hi: 'अगले संस्करण का प्रारूप सहेजें', en: 'Save the draft of the next version' },
      from: ['draft', 'published'],
      to: [],
      guards: [],
    },
    publish: {
      label: { hi: 'संस्करण प्रकाशित करें', en: 'Publish a version' },
      from: ['draft', 'published'],
      to: ['published'],
      guards: [
        {
          code: 'template-unchanged',
          rule: 'There is a draft of the next version.',
          refuses: ({ draft }: ChainRecord) => draft === undefined,
        } as const satisfies TemplateGuard<TemplatePublishing>,
        {
          code: 'template-faulty',
          rule: 'Nothing is wrong with it: no level too many, none of the category of the level before, somebody who decides every case.',
          onRequest: true,
          refuses: (_chain: ChainRecord, { faults }: TemplatePublishing) => faults.length > 0,
          detail: (_chain: ChainRecord, { faults }: TemplatePublishing) => inWords(faults),
        } as const satisfies TemplateGuard<TemplatePublishing>,
      ],
    },
    retire: {
      label: { hi: 'शृंखला समाप्त करें', en: 'Retire the chain' },
      from: ['draft', 'published'],
      to: ['retired'],
      guards: [],
    },
  },
});

/** Each fault once, by level; the whole list, branch by branch, is read apart. */
const inWords = (faults: readonly TemplateFault[]): Told =>
  joined(
    faults.map(({ level, fault }) => ({
      hi: `स्तर ${level}: ${templateFaults[fault].hi}।`,
      en: `Level ${level}: ${templateFaults[fault].en}.`,
    })),
  );
