import type { Route } from '../../shared/api/route.ts';
import { draftRoutes } from '../../shared/api/routes/drafts.ts';
import { DomainError } from '../../shared/domain/errors.ts';
import { changeDelivery, coverOf, type DeliveryEvent } from '../../shared/domain/issue.ts';
import { mustHave } from '../../shared/http/access.ts';
import { mustBeAt, type WriteRequest, write } from '../../shared/http/operation.ts';
import * as issues from '../../shared/store/issueStore.ts';
import { sealOf } from '../../shared/store/recordStore.ts';

type Asked = Pick<WriteRequest<Route>, 'officer' | 'at' | 'version' | 'door'> & {
  readonly params: { readonly issueId: string; readonly no: string };
};

/** The despatch desk of the office that issued a letter writes what became of each delivery. */
async function change({ params, officer, at, version, door }: Asked, event: DeliveryEvent) {
  const { stored } = await door.load({ stored: issues.ref(params.issueId) });
  if (stored?.state.officeId !== officer.post.officeId) {
    throw new DomainError('not-found', 'Your office has issued no such letter.');
  }
  mustHave(officer, 'dispatch');
  mustBeAt(version, stored.head.seq);
  const changed = changeDelivery(stored.state, Number(params.no), event, at);
  return door.commit({
    records: [issues.change(stored, changed)],
    companions: [issues.registerRowAnew(changed.record)],
    reply: (headOf) => ({
      issue: coverOf(changed.record),
      version: headOf(changed.record.id).seq,
      seal: sealOf(headOf(changed.record.id)),
    }),
  });
}

export const sendDelivery = write(draftRoutes.sendDelivery, (request) =>
  change(request, { kind: 'send', dispatch: request.body }),
);
export const confirmDelivery = write(draftRoutes.confirmDelivery, (request) =>
  change(request, { kind: 'deliver' }),
);
export const acknowledgeDelivery = write(draftRoutes.acknowledgeDelivery, (request) =>
  change(request, { kind: 'acknowledge' }),
);
export const returnDelivery = write(draftRoutes.returnDelivery, (request) =>
  change(request, { kind: 'return', reason: request.body.reason }),
);
export const resendDelivery = write(draftRoutes.resendDelivery, (request) =>
  change(request, { kind: 'resend' }),
);
