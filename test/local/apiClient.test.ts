/** The typed client of the API: an act that needs a fresh sign-in is done after one, under the key it began with. */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiProblem, clientOf } from '../../shared/api/client.ts';

const asked: { token: string | undefined; key: string | undefined }[] = [];
/** Takes an act with the token that a fresh sign-in gives, and no other. */
const server = createServer((request: IncomingMessage, response) => {
  const { authorization, 'idempotency-key': key } = request.headers;
  asked.push({ token: authorization, key: String(key) });
  const fresh = authorization === 'Bearer fresh';
  response.writeHead(fresh ? 200 : 401, { 'content-type': 'application/json' });
  response.end(JSON.stringify(fresh ? { done: true } : { type: '/problems/step-up-required' }));
});
let url = '';
beforeAll(async () => {
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

const withdrawing = {
  params: { approvalId: 'apr_01K00000000000000000000001-1' },
  body: { reason: 'कारण' },
  version: 1,
};

describe('the client of the API', () => {
  it('signs in anew when an act asks for it, once, and repeats the act under its key', async () => {
    asked.length = 0;
    let token = 'old';
    const client = clientOf(
      url,
      () => token,
      async () => {
        token = 'fresh';
      },
    );
    expect((await client.withdrawApproval(withdrawing)).body).toEqual({ done: true });
    expect(asked.map((each) => each.token)).toEqual(['Bearer old', 'Bearer fresh']);
    expect(asked[0]?.key).toBe(asked[1]?.key);
  });

  it('hands on the refusal where nobody can sign in, or the new sign-in does not do either', async () => {
    const refusal = expect.objectContaining({ status: 401 });
    asked.length = 0;
    await expect(clientOf(url, () => 'old').withdrawApproval(withdrawing)).rejects.toThrow(
      ApiProblem,
    );
    expect(asked).toHaveLength(1);
    const again = clientOf(
      url,
      () => 'old',
      async () => {},
    );
    await expect(again.withdrawApproval(withdrawing)).rejects.toEqual(refusal);
    expect(asked).toHaveLength(3);
  });
});
