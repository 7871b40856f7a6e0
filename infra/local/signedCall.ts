import { createHash } from 'node:crypto';
import { hmacSha256, signingKey } from './sigv4.ts';

export interface SignedCall {
  readonly url: string;
  /** The service as its signatures name it: `states`. */
  readonly service: string;
  readonly region: string;
  /** As in the AWS JSON protocols: `AWSStepFunctions.StartExecution`. */
  readonly target: string;
  readonly body: unknown;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/**
 * One call of a local AWS JSON endpoint in the runner's own name.
 * @throws Error named after the service's error code when it refuses.
 */
export async function signedCall(call: SignedCall): Promise<unknown> {
  const { url, service, region, target, credentials } = call;
  const body = JSON.stringify(call.body);
  const { host } = new URL(url);
  const date = new Date().toISOString().replace(/[-:]|\.\d{3}/g, '');
  const day = date.slice(0, 8);
  const scope = `${day}/${region}/${service}/aws4_request`;
  const signed = {
    'content-type': 'application/x-amz-json-1.0',
    host,
    'x-amz-date': date,
    'x-amz-target': target,
  };
  const names = Object.keys(signed).join(';');
  const canonical = [
    'POST',
    '/',
    '',
    ...Object.entries(signed).map(([name, value]) => `${name}:${value}`),
    '',
    names,
    sha256(body),
  ].join('\n');
  const text = ['AWS4-HMAC-SHA256', date, scope, sha256(canonical)].join('\n');
  const key = signingKey(credentials.secretAccessKey, day, region, service);
  const signature = hmacSha256(key, text).toString('hex');
  const { host: _, ...headers } = signed;
  const response = await fetch(url, {
    method: 'POST',
    body,
    headers: {
      ...headers,
      authorization: `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`,
    },
  });
  const answer = (await response.json()) as { __type?: string; message?: string };
  if (response.ok) return answer;
  const error = new Error(
    answer.message ?? `${target} was refused with status ${response.status}.`,
  );
  error.name = answer.__type?.split('#').at(-1) ?? 'Refused';
  throw error;
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
