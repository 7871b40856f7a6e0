import { officeRoutes } from '../../shared/api/routes/offices.ts';
import {
  chargesOf,
  delegationsTo,
  type HeldPost,
  openDelegations,
  postRef,
} from '../../shared/domain/directory.ts';
import { read } from '../../shared/http/operation.ts';
import * as directory from '../../shared/store/directoryStore.ts';
import { load } from '../../shared/store/reading.ts';

/** Posts of which they have charge or are link officer, and their own with who acts for them, are read side by side. */
export const getMe = read(officeRoutes.getMe, async ({ person, officer, at }) => {
  const ids = [...new Set(chargesOf(person, at).map(({ post }) => post.id))];
  const [looked, own] = await Promise.all([
    directory.postsInCharge(person.id),
    load(Object.fromEntries(ids.map((id) => [id, directory.post(id)]))),
  ]);
  const { asLink } = officer;
  return {
    body: {
      personId: person.id,
      name: person.name,
      language: person.language,
      acting: officer.post,
      charges: chargesOf(person, at, looked).map(({ kind, post, to }) => ({
        kind,
        post,
        until: to ?? null,
      })),
      capabilities: officer.post.capabilities,
      onBehalfOf: asLink
        ? {
            delegationId: asLink.delegationId,
            ownPost: asLink.ownPost,
            confidential: asLink.confidential,
          }
        : null,
      delegations: delegationsTo(person, at, looked).map(({ delegation, post }) => {
        const { id, kind, to, from, until, without = [], confidential } = delegation;
        const inForce = from <= at;
        const told = { delegationId: id, kind, post, ownPost: to.post, from, until };
        return { ...told, without, confidential, inForce };
      }),
      away: Object.values(own)
        .filter((held): held is HeldPost => held?.holder?.personId === person.id)
        .flatMap((held) =>
          openDelegations(held, at).map((delegation) => ({
            post: postRef(held),
            delegation,
            inForce: delegation.from <= at,
          })),
        ),
    },
  };
});
