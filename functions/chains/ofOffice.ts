import type { Officer } from '../../shared/domain/directory.ts';
import { DomainError } from '../../shared/domain/errors.ts';
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
