import { sampleDistrict } from '../../infra/local/sampleDistrict.ts';
import type { Template } from '../../shared/domain/chainTemplate.ts';
import type { HeldPost } from '../../shared/domain/directory.ts';
import type { Chart } from '../../shared/domain/resolver.ts';
import { post } from './officers.ts';

/** The chart of the sample's collectorate, with some of its posts changed. */
export function aChart(changed: Readonly<Record<string, Partial<HeldPost>>> = {}): Chart {
  const office = sampleDistrict.offices.find(({ id }) => id === post('collector').officeId);
  if (!office) throw new Error('The sample has no collectorate.');
  const changes = new Map(
    Object.entries(changed).map(([username, change]) => [post(username).id, change]),
  );
  return {
    office,
    posts: sampleDistrict.posts.map((each) => ({ ...each, ...changes.get(each.id) })),
    units: sampleDistrict.units,
    division: sampleDistrict.divisions.find(({ officeId }) => officeId === office.id),
  };
}

/** A chain of the sample, changed. */
export function aChain(changes: Partial<Template> = {}, code = 'TATKAL-3'): Template {
  const found = sampleDistrict.chains.find((each) => each.code === code);
  if (!found) throw new RangeError(code);
  return { ...found, ...changes };
}
