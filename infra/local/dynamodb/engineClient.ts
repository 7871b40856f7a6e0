import { setTimeout as delay } from 'node:timers/promises';
import { type EngineAddress, EngineDown } from './engineProcess.ts';

/** An error that the engine answered with, named as AWS names it: `ResourceNotFoundException` and so on. */
export class EngineError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(`${code}: ${message}`);
    this.name = 'EngineError';
    this.code = code;
  }
}

export type EngineApi = 'DynamoDB_20120810' | 'DynamoDBStreams_20120810';

/** Asks the engine directly, without a signature. Only operations that may be carried out twice belong here. */
export interface EngineClient {
  call<Reply>(operation: string, input: object, api?: EngineApi): Promise<Reply>;
}

const NETWORK_ATTEMPTS = 6;
const WAIT_FOR_ENGINE_MS = 5_000;

/**
 * The headers that an engine wants to see. It does not check the signature, but DynamoDB Local keeps apart the tables
 * of different keys and regions: so every request, ours and those we relay, bears the same ones.
 */
export function engineHeaders(target: string, region: string): Record<string, string> {
  const date = new Date().toISOString().replace(/[:-]|\.\d{3}/g, '');
  const scope = `${date.slice(0, 8)}/${region}/dynamodb/aws4_request`;
  return {
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-target': target,
    'x-amz-date': date,
    authorization: `AWS4-HMAC-SHA256 Credential=patravali/${scope}, SignedHeaders=host;x-amz-date, Signature=${'0'.repeat(64)}`,
  };
}

/** A client for our own errands: making tables, reading streams, deleting what has expired. */
export function engineClient(engine: EngineAddress, region: string): EngineClient {
  return {
    async call<Reply>(operation: string, input: object, api: EngineApi = 'DynamoDB_20120810') {
      const body = JSON.stringify(input);
      const headers = engineHeaders(`${api}.${operation}`, region);
      for (let attempt = 1; ; attempt++) {
        const url = await engine.whenUp(WAIT_FOR_ENGINE_MS);
        let status: number;
        let text: string;
        try {
          const reply = await fetch(url, { method: 'POST', headers, body });
          status = reply.status;
          text = await reply.text();
        } catch (error) {
          // The engine died with our request in its hands; it is being restarted.
          if (attempt === NETWORK_ATTEMPTS)
            throw new EngineDown(
              `The record store gives no answer to ${operation}: ${String(error)}`,
            );
          await delay(50 * 2 ** attempt);
          continue;
        }
        if (status === 200) return JSON.parse(text) as Reply;
        throw engineError(status, text);
      }
    },
  };
}

function engineError(status: number, text: string): EngineError {
  try {
    const body = JSON.parse(text) as { __type?: string; message?: string; Message?: string };
    const code = body.__type?.split('#').at(-1);
    if (code) return new EngineError(code, body.message ?? body.Message ?? '');
  } catch {
    // Not JSON: something else than DynamoDB answers there.
  }
  return new EngineError('UnknownError', `status ${status}: ${text.slice(0, 200)}`);
}
