import type { TemplateInput } from '../../shared/domain/chainTemplate.ts';
import type { Officer, Post } from '../../shared/domain/directory.ts';
import { DomainError } from '../../shared/domain/errors.ts';
import { type Chart, postsNamed } from '../../shared/domain/resolver.ts';
import { withPosts } from '../../shared/store/directoryStore.ts';
import type { Stored } from '../../shared/store/recordStore.ts';

/** A chain or an order of the officer's own office. @throws not-found */
export function ofOwnOffice<T extends { readonly officeId: string }>(
  { post }: Officer,
  found: T | undefined,
): T {
  if (found?.officeId !== post.officeId) {
    throw new DomainError('not-found', 'There is no such thing in your office.');
  }
  return found;
}

/** The same of a sealed record. @throws not-found */
export function storedOf<T extends { readonly officeId: string }>(
  officer: Officer,
  stored: Stored<T> | undefined,
): Stored<T> {
  const state = ofOwnOffice(officer, stored?.state);
  return { ...(stored as Stored<T>), state };
}

/**
 * The chart of the office with the posts of others to which a chain leads: asked by name, or above whoever begins it, which
 * may be the desk of any branch. Read anew only where there are such.
 */
export const withAbroad = (
  chart: Chart,
  template: Pick<TemplateInput, 'levels' | 'final'> | undefined,
  begunBy?: Pick<Post, 'superiors'>,
): Promise<Chart> =>
  withPosts(chart, [
    ...(template ? postsNamed([...template.levels, template.final]) : []),
    ...(begunBy ? [begunBy] : chart.units.flatMap(({ dealingPost }) => dealingPost ?? [])).flatMap(
      ({ superiors }) => superiors,
    ),
  ]);
