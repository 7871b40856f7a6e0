/**
 * A chain as its office keeps it: a draft that is worked on, and versions 1, 2, 3 … that were published. A version never
 * changes: whatever began under it can be looked up for ever. The newest is the one with which chains begin.
 */
import * as z from 'zod';
import { Template, TemplateInput } from './chainTemplate.ts';
import { Name, type Policy } from './directory.ts';
import type { Changed } from './document.ts';
import { ChainId, OfficeId } from './ids.ts';
import { check, checkNew } from './machine.ts';
import type { Chart } from './resolver.ts';
import { branchesOf, faultsOf, type TemplateFault } from './templateFaults.ts';
import { type TemplateDrafting, templateMachine } from './templateMachine.ts';
import { asciiCode } from './text.ts';

export const ChainRecord = z
  .strictObject({
    id: ChainId,
    officeId: OfficeId,
    /** Stays what it was at first, and is no other chain's. */
    code: asciiCode(40),
    status: z.enum(['draft', 'published', 'retired']),
    /** The newest published version; 0 before the first. */
    version: z.int().nonnegative(),
    /** What becomes the next version when it is published. */
    draft: TemplateInput.optional(),
  })
  .meta({ id: 'ChainRecord' });
export type ChainRecord = z.infer<typeof ChainRecord>;

/** A chain as the list of its office has it. */
export const TemplateRow = z
  .strictObject({
    id: ChainId,
    code: z.string(),
    name: Name,
    kind: Template.shape.kind,
    heads: Template.shape.heads,
    status: ChainRecord.shape.status,
    /** The newest published version: it and every one before it can be read. 0 before the first. */
    version: z.int().nonnegative(),
    /** The next version is being worked on. */
    hasDraft: z.boolean(),
  })
  .meta({ id: 'ChainTemplateRow' });
export type TemplateRow = z.infer<typeof TemplateRow>;

/** A chain without its code, which stays. */
export const TemplateText = TemplateInput.omit({ code: true }).meta({ id: 'TemplateText' });
export type TemplateText = z.infer<typeof TemplateText>;

/** What a version says, without what it is called by. */
export function textOf(template: TemplateInput): TemplateText {
  const { name, kind, heads, levels, final, lapsesAfterDays } = template;
  return { name, kind, heads, levels, final, ...(lapsesAfterDays && { lapsesAfterDays }) };
}

/** From which version of which chain a draft was copied. */
interface Source {
  readonly chainId: string;
  readonly version: number;
}
const copied = (from: Source | undefined) => (from ? { copyOf: { ...from } } : {});

/** Begins a chain. @throws code-exists */
export function draftTemplate(
  draft: TemplateInput,
  { id, officeId, taken, from }: TemplateDrafting & { id: string; officeId: string; from?: Source },
): Changed<ChainRecord> {
  checkNew(templateMachine, 'draft', { taken } satisfies TemplateDrafting);
  return {
    record: { id, officeId, code: draft.code, status: 'draft', version: 0, draft },
    events: [
      {
        type: 'template-drafted',
        pub: { code: draft.code, ...copied(from) },
        texts: { template: draft },
      },
    ],
  };
}

/** Puts another text in the place of the draft, or begins the draft of the next version. @throws chain-retired */
export function saveTemplate(
  chain: ChainRecord,
  text: TemplateText,
  from?: Source,
): Changed<ChainRecord> {
  check(templateMachine, 'save', chain, {});
  const draft: TemplateInput = { ...text, code: chain.code };
  return {
    record: { ...chain, draft },
    events: [
      {
        type: 'template-saved',
        pub: { version: chain.version + 1, ...copied(from) },
        texts: { template: draft },
      },
    ],
  };
}

/** The draft as the version that it would be, as if it were published. */
export const nextVersion = (chain: ChainRecord): Template | undefined =>
  chain.draft && {
    ...chain.draft,
    id: chain.id,
    officeId: chain.officeId,
    version: chain.version + 1,
    status: 'published',
  };

/** What is wrong with a chain in an office as it is now, for its files of every branch. */
export const faultsIn = (template: TemplateInput, chart: Chart, policy: Policy): TemplateFault[] =>
  faultsOf(template, { policy, charts: branchesOf(chart) });

/** Publishes the draft: from now on chains begin with it. @throws chain-retired, template-unchanged, template-faulty */
export function publishTemplate(
  chain: ChainRecord,
  { chart, policy }: { chart: Chart; policy: Policy },
): Changed<ChainRecord> & { readonly published: Template } {
  const faults = chain.draft ? faultsIn(chain.draft, chart, policy) : [];
  check(templateMachine, 'publish', chain, { faults });
  const published = nextVersion(chain) as Template;
  const { draft, ...rest } = chain;
  return {
    published,
    record: { ...rest, status: 'published', version: published.version },
    events: [
      {
        type: 'template-published',
        pub: { version: published.version },
        texts: { template: draft as TemplateInput },
      },
    ],
  };
}

/** No chain begins with it any more; those that run go on, and its versions stay readable. @throws chain-retired */
export function retireTemplate(chain: ChainRecord, reason: string): Changed<ChainRecord> {
  check(templateMachine, 'retire', chain, {});
  const { draft: _draft, ...rest } = chain;
  return {
    record: { ...rest, status: 'retired' },
    events: [{ type: 'template-retired', pub: { version: chain.version }, texts: { reason } }],
  };
}
