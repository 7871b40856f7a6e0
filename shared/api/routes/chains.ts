import * as z from 'zod';
import { ChainRecord, TemplateRow, TemplateText } from '../../domain/chainLife.ts';
import { Template, TemplateInput } from '../../domain/chainTemplate.ts';
import { Name } from '../../domain/directory.ts';
import { ChainId, Day, PostId, SubjectHeadId, UnitId } from '../../domain/ids.ts';
import { RehearsedLevel } from '../../domain/rehearsal.ts';
import { TemplateFault } from '../../domain/templateFaults.ts';
import { templateMachine } from '../../domain/templateMachine.ts';
import { asciiCode, line } from '../../domain/text.ts';
import { page, paging, type Route, Seal } from '../route.ts';

export const SealedTemplate = z
  .object({ chain: ChainRecord, version: z.int(), seal: Seal })
  .meta({ id: 'SealedTemplate' });

const oneChain = z.strictObject({ chainId: ChainId });
const no = z
  .string()
  .regex(/^[1-9][0-9]{0,5}$/)
  .meta({ description: 'The number of a published version.' });
const Source = z.strictObject({ chainId: ChainId, version: z.int().positive() });
const code = asciiCode(40);
const reply = { status: 201, body: SealedTemplate } as const;

export const chainRoutes = {
  listChainTemplates: {
    area: 'chains',
    method: 'GET',
    path: '/v1/chain-templates',
    summary: {
      hi: 'कार्यालय की शृंखलाएँ, प्रारूप और समाप्त भी',
      en: 'Chains of one’s office with their versions, drafts and retired ones too',
    },
    access: 'chains.read',
    query: z.strictObject(paging(100)),
    reply: { status: 200, body: page(TemplateRow, 'ChainTemplatePage') },
    problems: ['cursor-invalid'],
  },
  createChainTemplate: {
    area: 'chains',
    method: 'POST',
    path: '/v1/chain-templates',
    summary: {
      hi: 'नई शृंखला का प्रारूप बनाएँ, या किसी संस्करण की प्रति लें',
      en: 'Draft a new chain, or one that is a copy of a version',
    },
    access: 'chains.write',
    body: z
      .union([
        z.strictObject({ template: TemplateInput }),
        z.strictObject({ copyOf: Source, code, name: Name.optional() }),
      ])
      .meta({ id: 'ChainTemplateDraft' }),
    reply,
    rule: { machine: templateMachine, event: 'draft' },
    problems: ['not-found'],
  },
  getChainTemplate: {
    area: 'chains',
    method: 'GET',
    path: '/v1/chain-templates/{chainId}',
    summary: {
      hi: 'शृंखला: स्थिति, नवीनतम संस्करण और प्रारूप',
      en: 'A chain: its status, its newest version and its draft',
    },
    access: 'chains.read',
    params: oneChain,
    reply: { status: 200, body: SealedTemplate },
    problems: ['not-found'],
  },
  saveChainTemplate: {
    area: 'chains',
    method: 'PUT',
    path: '/v1/chain-templates/{chainId}/draft',
    summary: {
      hi: 'अगले संस्करण का प्रारूप सहेजें, या किसी संस्करण से आरंभ करें',
      en: 'Save the draft of the next version, or begin it as a copy of one',
    },
    access: 'chains.write',
    params: oneChain,
    body: z
      .union([
        z.strictObject({ template: TemplateText }),
        z.strictObject({ from: z.int().positive() }),
      ])
      .meta({ id: 'ChainTemplateText' }),
    reply: { status: 200, body: SealedTemplate },
    ifMatch: true,
    rule: { machine: templateMachine, event: 'save' },
    problems: ['not-found'],
  },
  getChainVersion: {
    area: 'chains',
    method: 'GET',
    path: '/v1/chain-templates/{chainId}/versions/{version}',
    summary: {
      hi: 'शृंखला का एक प्रकाशित संस्करण, जैसा वह था',
      en: 'A published version of a chain, as it was and stays',
    },
    access: 'chains.read',
    params: z.strictObject({ chainId: ChainId, version: no }),
    reply: { status: 200, body: Template },
    problems: ['not-found'],
  },
  checkChainTemplate: {
    area: 'chains',
    method: 'GET',
    path: '/v1/chain-templates/{chainId}/faults',
    summary: {
      hi: 'शृंखला की जाँच: स्तर-दर-स्तर और शाखावार कमियाँ',
      en: 'What is wrong with a chain, level by level and branch by branch, as the office is now',
    },
    access: 'chains.read',
    params: oneChain,
    query: z.strictObject({
      version: no.optional().meta({ description: 'A published version; the draft without one.' }),
    }),
    reply: {
      status: 200,
      body: z
        .object({
          faults: z.array(
            z.strictObject({ ...TemplateFault.shape, hi: z.string(), en: z.string() }),
          ),
        })
        .meta({ id: 'TemplateFaults' }),
    },
    problems: ['not-found', 'template-unchanged'],
  },
  rehearseChain: {
    area: 'chains',
    method: 'GET',
    path: '/v1/chain-templates/{chainId}/rehearsal',
    summary: {
      hi: 'पूर्वाभ्यास: बिना नस्ती के देखें कि शृंखला किससे पूछेगी',
      en: 'Whom a chain would ask in a case, on a day, level by level; without a file',
    },
    access: 'chains.read',
    params: oneChain,
    query: z.strictObject({
      version: no.optional().meta({ description: 'A published version; the draft without one.' }),
      headId: SubjectHeadId,
      by: PostId.meta({ description: 'The post that would begin it.' }),
      unitId: UnitId.optional().meta({
        description: 'The branch of the file; that of the post without one.',
      }),
      amount: z
        .string()
        .regex(/^[0-9]{1,12}$/)
        .optional()
        .meta({ description: 'Whole rupees.' }),
      category: asciiCode(60).optional(),
      on: Day.optional().meta({
        description: 'The day whose work-division order is looked at; now without one.',
      }),
    }),
    reply: {
      status: 200,
      body: z.object({ levels: z.array(RehearsedLevel) }).meta({ id: 'ChainRehearsal' }),
    },
    problems: [
      'not-found',
      'template-unchanged',
      'head-inactive',
      'not-for-this-head',
      'facts-missing',
      'no-final-authority',
    ],
  },
  publishChainTemplate: {
    area: 'chains',
    method: 'POST',
    path: '/v1/chain-templates/{chainId}/publication',
    summary: {
      hi: 'प्रारूप को अगले संस्करण के रूप में प्रकाशित करें',
      en: 'Publish the draft as the next version; running chains keep theirs',
    },
    access: 'chains.write',
    params: oneChain,
    reply,
    ifMatch: true,
    rule: { machine: templateMachine, event: 'publish' },
    problems: ['not-found'],
  },
  retireChainTemplate: {
    area: 'chains',
    method: 'POST',
    path: '/v1/chain-templates/{chainId}/retirement',
    summary: {
      hi: 'शृंखला समाप्त करें: नई आरंभ नहीं होगी, चालू चलती रहेंगी',
      en: 'Retire a chain: none begins with it any more, those that run go on',
    },
    access: 'chains.write',
    params: oneChain,
    body: z.strictObject({ reason: line(500) }).meta({ id: 'ChainRetirement' }),
    reply,
    ifMatch: true,
    rule: { machine: templateMachine, event: 'retire' },
    problems: ['not-found'],
  },
} as const satisfies Record<string, Route>;
