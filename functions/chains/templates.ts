import { chainRoutes } from '../../shared/api/routes/chains.ts';
import {
  type ChainRecord,
  draftTemplate,
  publishTemplate,
  retireTemplate,
  saveTemplate,
  textOf,
} from '../../shared/domain/chainLife.ts';
import type { Template, TemplateInput } from '../../shared/domain/chainTemplate.ts';
import type { HeldPost } from '../../shared/domain/directory.ts';
import type { Changed } from '../../shared/domain/document.ts';
import { postsNamed } from '../../shared/domain/resolver.ts';
import { mustHave } from '../../shared/http/access.ts';
import { mustBeAt, write } from '../../shared/http/operation.ts';
import * as charts from '../../shared/store/chartStore.ts';
import { newId } from '../../shared/store/digest.ts';
import * as directory from '../../shared/store/directoryStore.ts';
import type { Door } from '../../shared/store/door.ts';
import { type Stored, sealOf } from '../../shared/store/recordStore.ts';
import * as templates from '../../shared/store/templateStore.ts';
import { ofOwnOffice, storedOf } from './ofOffice.ts';

/**
 * Posts that a draft names. Those of other offices are kept beside it as they are now, so that looking ahead needs no second
 * read; a copy names what the version that it is of named, and finds it there. One that is not there is a fault of the chain.
 */
const namedIn = (
  body: { readonly template: Pick<TemplateInput, 'levels' | 'final'> } | object,
): string[] =>
  'template' in body ? postsNamed([...body.template.levels, body.template.final]) : [];

export const createChainTemplate = write(
  chainRoutes.createChainTemplate,
  async ({ body, officer, door }) => {
    mustHave(officer, 'admin');
    const { officeId } = officer.post;
    const from = 'copyOf' in body ? body.copyOf : undefined;
    const code = 'copyOf' in body ? body.code : body.template.code;
    const named = namedIn(body);
    const loaded = await door.load({
      ...directory.postRefs(named),
      taken: templates.code(officeId, code),
      source: from && templates.version(from.chainId, from.version),
    });
    const { taken, source } = loaded;
    const input =
      'copyOf' in body
        ? { ...textOf(ofOwnOffice(officer, source)), ...(body.name && { name: body.name }), code }
        : body.template;
    const made = { id: newId('chn'), officeId, taken: taken !== undefined };
    const changed = draftTemplate(input, { ...made, ...(from && { from }) });
    return save(door, undefined, changed, { named: directory.postsIn(loaded, named) });
  },
);

export const saveChainTemplate = write(
  chainRoutes.saveChainTemplate,
  async ({ params: { chainId }, body, officer, version, door }) => {
    mustHave(officer, 'admin');
    const from = 'from' in body ? { chainId, version: body.from } : undefined;
    const named = namedIn(body);
    const loaded = await door.load({
      ...directory.postRefs(named),
      found: templates.ref(chainId),
      source: from && templates.version(chainId, from.version),
      current: charts.chain(officer.post.officeId, chainId),
    });
    const { found, source, current } = loaded;
    const stored = storedOf(officer, found);
    mustBeAt(version, stored.head.seq);
    const text = 'from' in body ? textOf(ofOwnOffice(officer, source)) : body.template;
    return save(door, stored, saveTemplate(stored.state, text, from), {
      current,
      named: directory.postsIn(loaded, named),
    });
  },
);

/** What is wrong with the draft is told by the office as it is now: its chart is read beside it. */
export const publishChainTemplate = write(
  chainRoutes.publishChainTemplate,
  async ({ params: { chainId }, officer, at, version, door }) => {
    mustHave(officer, 'admin');
    const [{ found, policy }, chart] = await Promise.all([
      door.load({ found: templates.ref(chainId), policy: directory.policy }),
      charts.chartAhead(officer.post.officeId, at),
    ]);
    const stored = storedOf(officer, found);
    mustBeAt(version, stored.head.seq);
    const act = { chart, policy: directory.present(policy, 'policy') };
    return save(door, stored, publishTemplate(stored.state, act));
  },
);

export const retireChainTemplate = write(
  chainRoutes.retireChainTemplate,
  async ({ params: { chainId }, body, officer, version, door }) => {
    mustHave(officer, 'admin');
    const { found, current } = await door.load({
      found: templates.ref(chainId),
      current: charts.chain(officer.post.officeId, chainId),
    });
    const stored = storedOf(officer, found);
    mustBeAt(version, stored.head.seq);
    return save(door, stored, retireTemplate(stored.state, body.reason), { current });
  },
);

interface Beside {
  /** The version with which chains begin. */
  readonly current?: Template | undefined;
  /** Posts that the draft names. */
  readonly named?: readonly HeldPost[];
}
function save(
  door: Door,
  read: Stored<ChainRecord> | undefined,
  changed: Changed<ChainRecord> & { readonly published?: Template },
  { current, named = [] }: Beside = {},
) {
  const { record: chain } = changed;
  return door.commit({
    records: [templates.change(read, changed)],
    companions: [
      ...templates.companions(
        { record: chain, published: changed.published },
        read?.state,
        current,
      ),
      ...directory.abroadCompanions(chain.officeId, named),
    ],
    reply: (headOf) => {
      const head = headOf(chain.id);
      return { chain, version: head.seq, seal: sealOf(head) };
    },
  });
}
