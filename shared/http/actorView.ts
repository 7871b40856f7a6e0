import type { Actor } from '../domain/ledger.ts';

/** Who acted, as the API shows it: the person and the post, on whose behalf, or the part of the system. */
export const actorView = (actor: Actor) =>
  'system' in actor
    ? {
        postId: null,
        name: null,
        designation: null,
        system: actor.system,
        onBehalfOfPostId: null,
        onBehalfOf: null,
        delegationId: null,
      }
    : {
        postId: actor.postId,
        name: actor.name,
        designation: actor.designation,
        system: null,
        onBehalfOfPostId: actor.onBehalfOfPostId ?? null,
        onBehalfOf: actor.onBehalfOfDesignation ?? null,
        delegationId: actor.delegationId ?? null,
      };
