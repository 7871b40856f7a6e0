/** The additional collector goes on leave: a link officer acts in the post, and whatever they do says on whose behalf. */
import type { Client } from '../../shared/api/client.ts';
import { type Day, inPost, today } from '../day.ts';
import { found, step } from '../telling.ts';

const postOf = async ({ collector, ids }: Day) =>
  (await collector.getPost({ params: { postId: ids.additionalCollector } })).body;
type Standing = Awaited<ReturnType<typeof postOf>>;
const inForce = ({ post }: Standing) =>
  post.delegations?.find(({ from, until }) => {
    const now = new Date().toISOString();
    return from <= now && now < until;
  });

/** @returns the link officer as they act in the post of the additional collector */
export async function goOnLeave(day: Day): Promise<Client> {
  const { collector, samyukt, ids } = day;
  const standing = await postOf(day);
  const { post } = inForce(standing)
    ? standing
    : (
        await collector.giveDelegation({
          params: { postId: ids.additionalCollector },
          body: {
            to: ids.jointCollector,
            kind: 'leave',
            from: today(),
            until: today(),
            reason: 'आकस्मिक अवकाश स्वीकृत',
          },
          version: standing.version,
        })
      ).body;
  const delegation = found(inForce({ post, version: 0 }), 'a link officer for the post');
  const { body: me } = await samyukt.getMe({});
  const offered = me.delegations.find(({ delegationId }) => delegationId === delegation.id);
  step(
    'अपर कलेक्टर अवकाश पर: लिंक अधिकारी नियत',
    'the additional collector is on leave: the joint collector is link officer, for today',
    `${offered?.post.designation.hi} का कार्य ${offered?.ownPost.designation.hi} के पास, ${delegation.until.slice(0, 16)} तक`,
  );
  return inPost(samyukt, ids.additionalCollector);
}

export async function comeBack(day: Day): Promise<void> {
  const { collector, ids } = day;
  const standing = await postOf(day);
  const delegation = inForce(standing);
  if (!delegation) return;
  await collector.endDelegation({
    params: { postId: ids.additionalCollector, delegationId: delegation.id },
    body: { reason: 'कार्य पर उपस्थित' },
    version: standing.version,
  });
  step('अपर कलेक्टर वापस: प्रतिनिधायन समाप्त', 'back from leave: the delegation is over');
}
