import { randomUUID } from 'node:crypto';
import http from 'node:http';
import { SigV4Error, verifySigV4 } from '../sigv4.ts';
import type { Operation } from './api.ts';
import { ApiError, type ApiInput } from './apiError.ts';

/** The largest request, in bytes: the longest input of StartExecution with all its quotes escaped fits. */
const MAX_BODY_BYTES = 1024 * 1024;
const TARGET_PREFIX = 'AWSStepFunctions.';

export interface ProtocolOptions {
  region: string;
  operations: ReadonlyMap<string, Operation>;
  /** The secret of an access key, or undefined when no such key exists. */
  secretOf(accessKeyId: string): string | undefined;
  report(message: string): void;
}

interface Reply {
  status: number;
  body: unknown;
  code?: string;
}

/**
 * The AWS JSON 1.0 protocol of Step Functions. Every request must be signed; nothing is answered to a browser page that
 * happens to reach the port, as there are no CORS headers and an unsigned request is refused unread.
 */
export function createProtocolServer(options: ProtocolOptions): http.Server {
  return http.createServer((request, response) => {
    void reply(request, options).then(({ status, body, code }) => {
      response.writeHead(status, {
        'content-type': 'application/x-amz-json-1.0',
        'x-amzn-requestid': randomUUID(),
        ...(code === undefined ? {} : { 'x-amzn-errortype': code }),
      });
      response.end(JSON.stringify(body));
    });
  });
}

async function reply(request: http.IncomingMessage, options: ProtocolOptions): Promise<Reply> {
  try {
    const body = await readBody(request);
    // By the system clock, even when the machines run by another: callers sign with the system's.
    verifySigV4(request, {
      service: 'states',
      region: options.region,
      secretOf: options.secretOf,
      body,
    });
    const target = String(request.headers['x-amz-target'] ?? '');
    const operation = target.startsWith(TARGET_PREFIX)
      ? options.operations.get(target.slice(TARGET_PREFIX.length))
      : undefined;
    if (!operation) {
      throw new ApiError('UnknownOperationException', `The operation '${target}' is not known.`);
    }
    return { status: 200, body: (await operation(parseInput(body))) ?? {} };
  } catch (error) {
    return refusal(error, options);
  }
}

function refusal(error: unknown, options: ProtocolOptions): Reply {
  const refused = (status: number, code: string, message: string): Reply => ({
    status,
    code,
    body: { __type: code, message },
  });
  if (error instanceof ApiError) return refused(400, error.code, error.message);
  if (error instanceof SigV4Error) return refused(error.status, error.code, error.message);
  options.report(`A Step Functions request failed: ${String(error)}`);
  return refused(500, 'InternalFailure', 'The request failed by a fault of the local runner.');
}

async function readBody(request: http.IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  if (size > MAX_BODY_BYTES) {
    throw new ApiError('ValidationException', `The request exceeds ${MAX_BODY_BYTES} bytes.`);
  }
  return Buffer.concat(chunks);
}

function parseInput(body: Buffer): ApiInput {
  try {
    const input: unknown = body.length === 0 ? {} : JSON.parse(body.toString('utf8'));
    if (input !== null && typeof input === 'object' && !Array.isArray(input)) {
      return input as ApiInput;
    }
  } catch {
    // Falls through to the refusal.
  }
  throw new ApiError('SerializationException', 'The request body is not a JSON object.');
}
