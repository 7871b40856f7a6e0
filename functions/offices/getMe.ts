import { officeRoutes } from '../../shared/api/routes/offices.ts';
import { chargesOf } from '../../shared/domain/directory.ts';
import { read } from '../../shared/http/operation.ts';
import * as directory from '../../shared/store/directoryStore.ts';

export const getMe = read(officeRoutes.getMe, async ({ person, officer, at }) => ({
  body: {
    personId: person.id,
    name: person.name,
    language: person.language,
    acting: officer.post,
    charges: chargesOf(person, at, await directory.postsInCharge(person.id)).map(
      ({ kind, post, to }) => ({ kind, post, until: to ?? null }),
    ),
    capabilities: officer.post.capabilities,
  },
}));
