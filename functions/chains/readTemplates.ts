import { chainRoutes } from '../../shared/api/routes/chains.ts';
import { noonOf } from '../../shared/domain/calendar.ts';
import { faultsIn, nextVersion } from '../../shared/domain/chainLife.ts';
import { factsIn } from '../../shared/domain/condition.ts';
import type { Officer } from '../../shared/domain/directory.ts';
import { DomainError } from '../../shared/domain/errors.ts';
import { rehearseCase } from '../../shared/domain/rehearsal.ts';
import { templateFaults } from '../../shared/domain/templateFaults.ts';
import { limitOf, nextOf, sortKeyOf } from '../../shared/http/lists.ts';
import { read } from '../../shared/http/operation.ts';
import * as charts from '../../shared/store/chartStore.ts';
import * as directory from '../../shared/store/directoryStore.ts';
import { load } from '../../shared/store/reading.ts';
import { sealOf } from '../../shared/store/recordStore.ts';
import * as templates from '../../shared/store/templateStore.ts';
import { ofOwnOffice, storedOf } from './ofOffice.ts';

export const listChainTemplates = read(
  chainRoutes.listChainTemplates,
  async ({ query, officer }) => {
    const { officeId } = officer.post;
    const list = `templates/${officeId}`;
    const part = { limit: limitOf(query), after: sortKeyOf(list, query) };
    const { items, last } = await templates.list(officeId, part);
    return { body: { items, next: nextOf(list, last) } };
  },
);

export const getChainTemplate = read(
  chainRoutes.getChainTemplate,
  async ({ params: { chainId }, officer }) => {
    const { found } = await load({ found: templates.ref(chainId) });
    const { state: chain, head } = storedOf(officer, found);
    return { etag: String(head.seq), body: { chain, version: head.seq, seal: sealOf(head) } };
  },
);

export const getChainVersion = read(
  chainRoutes.getChainVersion,
  async ({ params: { chainId, version }, officer }) => {
    const { found } = await load({ found: templates.version(chainId, Number(version)) });
    return { body: ofOwnOffice(officer, found) };
  },
);

/** The draft of a chain, or a version of it, with what one looks into beside it. */
const wanted = (chainId: string, version: string | undefined) => ({
  stored: templates.ref(chainId),
  published: version === undefined ? undefined : templates.version(chainId, Number(version)),
  policy: directory.policy,
});

/** @throws not-found, template-unchanged: there is no draft */
function templateOf(
  officer: Officer,
  { stored, published }: Awaited<ReturnType<typeof load<ReturnType<typeof wanted>>>>,
  version: string | undefined,
) {
  if (version !== undefined) return ofOwnOffice(officer, published);
  const draft = nextVersion(storedOf(officer, stored).state);
  if (!draft) throw new DomainError('template-unchanged', 'The chain has no draft.');
  return draft;
}

/** Posts of other offices are looked at as they were when a draft that names them was last saved. */
export const checkChainTemplate = read(
  chainRoutes.checkChainTemplate,
  async ({ params: { chainId }, query: { version }, officer, at }) => {
    const [found, chart] = await Promise.all([
      load(wanted(chainId, version)),
      charts.chartAhead(officer.post.officeId, at),
    ]);
    const template = templateOf(officer, found, version);
    const faults = faultsIn(template, chart, directory.present(found.policy, 'policy'));
    return {
      body: {
        faults: faults
          .toSorted((one, two) => one.level - two.level)
          .map((each) => ({ ...each, ...templateFaults[each.fault] })),
      },
    };
  },
);

/** Of other offices it knows the posts that chains name, as they were then; a superior who sits in another is not known. */
export const rehearseChain = read(
  chainRoutes.rehearseChain,
  async ({ params: { chainId }, query, officer, at }) => {
    const { version, headId, by, unitId, on } = query;
    const { officeId } = officer.post;
    const when = on === undefined ? at : noonOf(on);
    const [{ head, ...found }, chart] = await Promise.all([
      load({ ...wanted(chainId, version), head: directory.subjectHead(officeId, headId) }),
      charts.chartAhead(officeId, when),
    ]);
    const template = templateOf(officer, found, version);
    const post = chart.posts.find((each) => each.id === by && each.officeId === officeId);
    if (!post || !head) {
      throw new DomainError('not-found', 'There is no such post or subject head in your office.');
    }
    const opening = { chart, at: when, policy: directory.present(found.policy, 'policy') };
    const asked = { post, head, unitId };
    return { body: { levels: rehearseCase(template, factsIn(query), asked, opening) } };
  },
);
