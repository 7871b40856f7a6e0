import { officeRoutes } from '../../shared/api/routes/offices.ts';
import { read } from '../../shared/http/operation.ts';

export const getMe = read(officeRoutes.getMe, async ({ person, officer, at }) => ({
  body: {
    personId: person.id,
    name: person.name,
    language: person.language,
    acting: officer.post,
    charges: person.charges
      .filter(({ from, to }) => from <= at && (!to || at < to))
      .map(({ kind, post }) => ({ kind, post })),
    capabilities: officer.post.capabilities,
  },
}));
