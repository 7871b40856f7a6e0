import { fileRoutes } from '../../shared/api/routes/files.ts';
import { clocksOfFile } from '../../shared/domain/clock.ts';
import { emptyHead } from '../../shared/domain/ledger.ts';
import { allowedActions } from '../../shared/domain/policy.ts';
import { governed, mayDo } from '../../shared/http/access.ts';
import { read } from '../../shared/http/operation.ts';
import * as directory from '../../shared/store/directoryStore.ts';
import { ref } from '../../shared/store/fileStore.ts';
import { load } from '../../shared/store/reading.ts';
import { sealOf } from '../../shared/store/recordStore.ts';

export const getFile = read(fileRoutes.getFile, async ({ params, officer, at }) => {
  const { stored, policy } = await load({
    stored: ref(params.fileId),
    policy: directory.policy,
  });
  const file = mayDo(officer, 'see-cover', stored?.state);
  const head = stored?.head ?? emptyHead;
  return {
    etag: String(head.seq),
    body: {
      file,
      version: head.seq,
      seal: sealOf(head),
      actions: allowedActions(officer, governed(file)),
      clocks: clocksOfFile(file, { at, policy: directory.present(policy, 'policy') }),
    },
  };
});
