/** What chains look into: their templates, and the chart of an office with the order in force. */
import { Template } from '../domain/chainTemplate.ts';
import { HeldPost, Office } from '../domain/directory.ts';
import { type Chart, withPosts as withFurther } from '../domain/resolver.ts';
import { WorkDivision } from '../domain/workDivision.ts';
import {
  chartPosts,
  entityOf,
  list,
  office,
  officePosts,
  postRefs,
  postsIn,
  present,
  type Slice,
  units,
} from './directoryStore.ts';
import { abroadPrefix, chainKey, chainsPk, divisionsPk, officeKey, officePk } from './keys.ts';
import { load, queryPage, type Ref } from './reading.ts';

export const chain = (officeId: string, chainId: string): Ref<Template> => ({
  key: chainKey(officeId, chainId),
  parse: entityOf(Template),
});
export const chains = (officeId: string, slice: Slice) => list(chainsPk(officeId), Template, slice);

/**
 * The work-division order that is in force in an office at an instant: the newest before it. One that was withdrawn before
 * it was followed is looked past; its row lapses by itself, so that hardly ever more than one page is read.
 */
export async function divisionAt(officeId: string, at: string): Promise<WorkDivision | undefined> {
  for (let until = at; ; ) {
    const { items } = await queryPage({
      pk: divisionsPk(officeId),
      between: ['0', `${until}#~`],
      limit: 1,
      newestFirst: true,
    });
    const [item] = items;
    if (item?.status !== 'withdrawn') return item && entityOf(WorkDivision)(item);
    until = new Date(Date.parse(String(item.sk)) - 1).toISOString();
  }
}

/**
 * What resolvers look into, for the files of an office at an instant: four reads side by side.
 */
export async function chartOf(officeId: string, at: string): Promise<Chart> {
  const [held, branches, { found }, division] = await Promise.all([
    officePosts(officeId),
    units(officeId, { limit: chartPosts }),
    load({ found: office(officeId) }),
    divisionAt(officeId, at),
  ]);
  return {
    posts: held.items,
    units: branches.items,
    office: present(found, 'office of the chain'),
    division,
  };
}

/**
 * The same in as many reads, with the posts of other offices that the office's chains name: each as it was when a draft
 * that names it was last saved, with whoever sat there then. For looking ahead; whom a level asks is looked up by the post as
 * it is.
 */
export async function chartAhead(officeId: string, at: string): Promise<Chart> {
  const { sk } = officeKey(officeId);
  const [held, branches, { items }, division] = await Promise.all([
    officePosts(officeId),
    units(officeId, { limit: chartPosts }),
    queryPage({
      pk: officePk(officeId),
      between: [abroadPrefix, sk],
      newestFirst: true,
      limit: chartPosts,
    }),
    divisionAt(officeId, at),
  ]);
  const own = items.find((item) => item.sk === sk);
  const abroad = items.filter((item) => item !== own).map(entityOf(HeldPost));
  return {
    posts: [...held.items, ...abroad],
    units: branches.items,
    office: present(own && entityOf(Office)(own), 'office of the chain'),
    division,
  };
}

/**
 * A chart with those of some posts that it has not: of other offices, asked by name or standing above one of its own. They
 * are read only where there are any: a second read, for workers alone.
 */
export async function withPosts(chart: Chart, postIds: readonly string[]): Promise<Chart> {
  const known = new Set(chart.posts.map(({ id }) => id));
  const missing = [...new Set(postIds)].filter((id) => !known.has(id));
  if (missing.length === 0) return chart;
  return withFurther(chart, postsIn(await load(postRefs(missing)), missing));
}
