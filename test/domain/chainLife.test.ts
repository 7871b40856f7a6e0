import { describe, expect, it } from 'vitest';
import { sampleDistrict } from '../../infra/local/sampleDistrict.ts';
import {
  ChainRecord,
  draftTemplate,
  nextVersion,
  publishTemplate,
  retireTemplate,
  saveTemplate,
  textOf,
} from '../../shared/domain/chainLife.ts';
import { Template, TemplateInput } from '../../shared/domain/chainTemplate.ts';
import { templateMachine } from '../../shared/domain/templateMachine.ts';
import { aChain, aChart } from '../support/charts.ts';
import { livesByItsTable } from '../support/covered.ts';
import { policy } from '../support/officers.ts';

const { id, officeId, version: _v, status: _s, ...sample } = aChain();
const input = TemplateInput.parse(sample);
const chart = aChart();
const text = textOf(input);
const without = { ...text, final: { ...text.final, rules: [] } };

interface Asked {
  readonly taken: boolean;
  readonly text: typeof text;
}
const usual: Asked = { taken: false, text };
const drafted = (asked = usual) =>
  draftTemplate(input, { id, officeId, taken: asked.taken }).record;
const publish = (chain: ChainRecord) => publishTemplate(chain, { chart, policy });
const published = publish(drafted()).record;
const standing: Record<ChainRecord['status'], ChainRecord> = {
  draft: drafted(),
  published: saveTemplate(published, text).record,
  retired: retireTemplate(published, 'नई शृंखला').record,
};

describe('the table of a chain template', () => {
  livesByItsTable<'draft' | 'save' | 'publish' | 'retire', ChainRecord, Asked>({
    machine: templateMachine,
    rules: {
      draft: (_chain, asked) => drafted(asked),
      save: (chain, asked) => saveTemplate(chain, asked.text).record,
      publish: (chain) => publish(chain).record,
      retire: (chain) => retireTemplate(chain, 'कारण').record,
    },
    occasions: (_event, state) => [{ subject: standing[state ?? 'draft'], asked: usual }],
    refused: [
      ['draft', 'code-exists', {}, { taken: true }],
      ['publish', 'template-unchanged', { status: 'published', draft: undefined }],
      ['publish', 'template-faulty', { draft: { ...input, ...without } }],
    ],
    after: (after, before, event) => {
      expect(ChainRecord.parse(after)).toEqual(after);
      expect(after.code).toBe(before.code);
      expect(after.version).toBe(before.version + (event === 'publish' ? 1 : 0));
    },
  });
});

describe('a chain template', () => {
  it('is published version by version, and each is a thing of its own [row 83] [invariant 21]', () => {
    const first = publish(drafted());
    expect(Template.parse(first.published)).toEqual({
      ...input,
      id,
      officeId,
      version: 1,
      status: 'published',
    });
    expect(first.record).not.toHaveProperty('draft');
    const name = { hi: 'नया नाम' };
    const begun = saveTemplate(first.record, { ...text, name }, { chainId: id, version: 1 });
    expect(begun.record).toMatchObject({ status: 'published', version: 1 });
    expect(nextVersion(begun.record)).toMatchObject({ version: 2, name });
    const second = publish(begun.record);
    expect(second.published).toMatchObject({ version: 2, name, code: input.code });
    expect(first.published.name).toEqual(input.name);
    expect([begun, second].flatMap(({ events }) => events)).toEqual([
      {
        type: 'template-saved',
        pub: { version: 2, copyOf: { chainId: id, version: 1 } },
        texts: { template: { ...input, name } },
      },
      { type: 'template-published', pub: { version: 2 }, texts: { template: { ...input, name } } },
    ]);
  });

  it('is told what is wrong with it when it is refused', () => {
    const [level] = input.levels;
    if (!level) throw new Error('The chain has levels.');
    const faulty = { ...text, levels: [level, level] };
    expect(() => publish(saveTemplate(published, faulty).record)).toThrow(
      expect.objectContaining({
        code: 'template-faulty',
        told: {
          hi: 'स्तर 2: पिछले स्तर और इस स्तर के पद एक ही श्रेणी के हैं।',
          en: 'Level 2: It asks a post of the same category as the level before.',
        },
      }),
    );
  });

  it('of the sample can be published as it is', () => {
    for (const chain of sampleDistrict.chains) {
      const { id: _id, officeId: _office, version: _version, status: _status, ...rest } = chain;
      const { record } = draftTemplate(rest, { id, officeId, taken: false });
      expect(publish(record).published).toEqual({ ...chain, id });
    }
  });
});
