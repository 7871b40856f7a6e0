import { officeRoutes } from '../../shared/api/routes/offices.ts';
import { read } from '../../shared/http/operation.ts';
import * as directory from '../../shared/store/directoryStore.ts';
import { load } from '../../shared/store/reading.ts';

/** The whole phrase bank, or the phrases that go with one act: it is small, and in the policy. */
export const listPhrases = read(officeRoutes.listPhrases, async ({ query }) => {
  const { policy } = await load({ policy: directory.policy });
  const { phrases } = directory.present(policy, 'policy');
  return {
    body: {
      items: phrases.filter(({ action }) => query.action === undefined || action === query.action),
      next: null,
    },
  };
});
