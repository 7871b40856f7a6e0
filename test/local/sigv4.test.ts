import { createHash } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import { describe, expect, it } from 'vitest';
import { decodeAwsChunked } from '../../infra/local/s3/awsChunked.ts';
import { checksumOf } from '../../infra/local/s3/checksums.ts';
import {
  encodeRfc3986,
  type SignedRequest,
  SigV4Error,
  type SigV4Options,
  verifySigV4,
} from '../../infra/local/sigv4.ts';

/** The key pair and the moment of the examples in Amazon's S3 manual. */
const exampleKey = 'AKIAIOSFODNN7EXAMPLE';
const exampleSecret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
const exampleTime = Date.UTC(2013, 4, 24);
const example: SigV4Options = {
  service: 's3',
  region: 'us-east-1',
  secretOf: (id) => (id === exampleKey ? exampleSecret : undefined),
  now: exampleTime,
};
const emptyHash = createHash('sha256').digest('hex');

const getRange = (): SignedRequest => ({
  method: 'GET',
  url: '/test.txt',
  headers: {
    host: 'examplebucket.s3.amazonaws.com',
    range: 'bytes=0-9',
    'x-amz-content-sha256': emptyHash,
    'x-amz-date': '20130524T000000Z',
    authorization:
      'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
  },
});

const presignedGet = (): SignedRequest => ({
  method: 'GET',
  url: '/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404',
  headers: { host: 'examplebucket.s3.amazonaws.com' },
});

function refusalOf(
  request: SignedRequest,
  options: SigV4Options,
): { code: string; status: number } {
  try {
    verifySigV4(request, options);
  } catch (error) {
    if (error instanceof SigV4Error) return { code: error.code, status: error.status };
    throw error;
  }
  throw new Error('The request was accepted.');
}

describe('the examples of the S3 manual', () => {
  it('accepts the signed GET of a range', () => {
    expect(verifySigV4(getRange(), example)).toMatchObject({
      accessKeyId: exampleKey,
      presigned: false,
      payloadHash: emptyHash,
    });
  });

  it('accepts the presigned GET until its last second and not a second longer', () => {
    expect(verifySigV4(presignedGet(), example).presigned).toBe(true);
    const end = exampleTime + 86_400_000;
    expect(verifySigV4(presignedGet(), { ...example, now: end }).presigned).toBe(true);
    expect(refusalOf(presignedGet(), { ...example, now: end + 1000 })).toEqual({
      code: 'AccessDenied',
      status: 403,
    });
  });

  const chunkSignatures = [
    'ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648',
    '0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497',
    'b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9',
  ];
  const chunkedBody = (bytes: Buffer) =>
    Buffer.concat([
      Buffer.from(`10000;chunk-signature=${chunkSignatures[0]}\r\n`),
      bytes.subarray(0, 65_536),
      Buffer.from(`\r\n400;chunk-signature=${chunkSignatures[1]}\r\n`),
      bytes.subarray(65_536),
      Buffer.from(`\r\n0;chunk-signature=${chunkSignatures[2]}\r\n\r\n`),
    ]);

  async function decode(body: Buffer): Promise<Buffer> {
    const auth = verifySigV4(
      {
        method: 'PUT',
        url: '/examplebucket/chunkObject.txt',
        headers: {
          host: 's3.amazonaws.com',
          'x-amz-date': '20130524T000000Z',
          'x-amz-storage-class': 'REDUCED_REDUNDANCY',
          'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
          'content-encoding': 'aws-chunked',
          'x-amz-decoded-content-length': '66560',
          'content-length': '66824',
          authorization:
            'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders=content-encoding;content-length;host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length;x-amz-storage-class,Signature=4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9',
        },
      },
      example,
    );
    async function* inPieces() {
      for (let at = 0; at < body.length; at += 1000) yield body.subarray(at, at + 1000);
    }
    const parts: Buffer[] = [];
    for await (const part of decodeAwsChunked(inPieces(), 'signed', auth, new Map()))
      parts.push(part);
    return Buffer.concat(parts);
  }

  it('accepts the signed chunks of the PUT', async () => {
    const content = Buffer.alloc(66_560, 'a');
    expect((await decode(chunkedBody(content))).equals(content)).toBe(true);
  });

  it('refuses the signed chunks when one byte is another', async () => {
    const content = Buffer.alloc(66_560, 'a');
    content[66_000] = 98;
    await expect(decode(chunkedBody(content))).rejects.toMatchObject({
      code: 'SignatureDoesNotMatch',
    });
  });

  it('refuses signed chunks that are cut short after a whole chunk', async () => {
    const body = chunkedBody(Buffer.alloc(66_560, 'a'));
    await expect(decode(body.subarray(0, -88))).rejects.toMatchObject({ code: 'IncompleteBody' });
  });
});

describe("the manual's example of signed chunks with a signed trailer", () => {
  const auth = () =>
    verifySigV4(
      {
        method: 'PUT',
        url: '/examplebucket/chunkObject.txt',
        headers: {
          host: 's3.amazonaws.com',
          'x-amz-date': '20130524T000000Z',
          'x-amz-storage-class': 'REDUCED_REDUNDANCY',
          'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER',
          'content-encoding': 'aws-chunked',
          'x-amz-decoded-content-length': '66560',
          'x-amz-trailer': 'x-amz-checksum-crc32c',
          authorization:
            'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders=content-encoding;host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length;x-amz-storage-class;x-amz-trailer,Signature=106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e',
        },
      },
      example,
    );

  async function decode(checksum: string): Promise<{ size: number; trailers: object }> {
    const [first, second, last] = [
      'b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2',
      '1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7',
      '2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992',
    ];
    async function* body() {
      yield Buffer.from(
        `10000;chunk-signature=${first}\r\n${'a'.repeat(65_536)}\r\n400;chunk-signature=${second}\r\n`,
      );
      yield Buffer.from(`${'a'.repeat(1024)}\r\n0;chunk-signature=${last}\r\n`);
      yield Buffer.from(
        `x-amz-checksum-crc32c:${checksum}\n\r\nx-amz-trailer-signature:d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435\r\n\r\n`,
      );
    }
    const trailers = new Map<string, string>();
    let size = 0;
    for await (const bytes of decodeAwsChunked(body(), 'signed-trailer', auth(), trailers))
      size += bytes.length;
    return { size, trailers: Object.fromEntries(trailers) };
  }

  it('is accepted', async () => {
    const checksum = checksumOf('crc32c', Buffer.alloc(66_560, 'a'));
    expect(await decode('sOO8/Q==')).toEqual({
      size: 66_560,
      trailers: { 'x-amz-checksum-crc32c': checksum },
    });
  });

  it('is refused with another trailer', async () => {
    await expect(decode('AAAAAA==')).rejects.toMatchObject({ code: 'SignatureDoesNotMatch' });
  });
});

describe('a signature that is not whole', () => {
  const edits: [what: string, code: string, edit: (request: SignedRequest) => void][] = [
    ['another method', 'SignatureDoesNotMatch', (r) => (r.method = 'DELETE')],
    ['another path', 'SignatureDoesNotMatch', (r) => (r.url = '/test2.txt')],
    ['a further query', 'SignatureDoesNotMatch', (r) => (r.url = '/test.txt?versionId=1')],
    ['another host', 'SignatureDoesNotMatch', (r) => (r.headers.host = 'other')],
    ['another signed header', 'SignatureDoesNotMatch', (r) => (r.headers.range = 'bytes=0-10')],
    ['a missing signed header', 'SignatureDoesNotMatch', (r) => delete r.headers.range],
    [
      'another body hash',
      'SignatureDoesNotMatch',
      (r) => (r.headers['x-amz-content-sha256'] = 'a'.repeat(64)),
    ],
    ['an unsigned x-amz header', 'AccessDenied', (r) => (r.headers['x-amz-acl'] = 'public-read')],
    ['no signature at all', 'AccessDenied', (r) => delete r.headers.authorization],
    [
      'Basic authorization',
      'AuthorizationHeaderMalformed',
      (r) => (r.headers.authorization = 'Basic YTpi'),
    ],
    ['a path that is not UTF-8', 'InvalidURI', (r) => (r.url = '/%ff')],
    ['no date', 'AuthorizationHeaderMalformed', (r) => delete r.headers['x-amz-date']],
    [
      'an unknown key',
      'InvalidAccessKeyId',
      (r) => (r.headers.authorization = r.headers.authorization?.replace('AKIA', 'BKIA')),
    ],
    [
      'another region',
      'AuthorizationHeaderMalformed',
      (r) => (r.headers.authorization = r.headers.authorization?.replace('us-east-1', 'us-east-2')),
    ],
    [
      'another service',
      'AuthorizationHeaderMalformed',
      (r) => (r.headers.authorization = r.headers.authorization?.replace('/s3/', '/sqs/')),
    ],
    [
      'an unsigned host',
      'AccessDenied',
      (r) => (r.headers.authorization = r.headers.authorization?.replace('=host;', '=')),
    ],
  ];
  for (const [what, code, edit] of edits)
    it(`is refused: ${what}`, () => {
      const request = getRange();
      edit(request);
      expect(refusalOf(request, example).code).toBe(code);
    });

  it('is refused sixteen minutes early or late', () => {
    for (const minutes of [-16, 16])
      expect(refusalOf(getRange(), { ...example, now: exampleTime + minutes * 60_000 })).toEqual({
        code: 'RequestTimeTooSkewed',
        status: 403,
      });
    for (const minutes of [-14, 14])
      verifySigV4(getRange(), { ...example, now: exampleTime + minutes * 60_000 });
  });

  it('is refused in the query and in the header at once', () => {
    const request = presignedGet();
    request.headers.authorization = getRange().headers.authorization;
    expect(refusalOf(request, example).code).toBe('InvalidArgument');
  });

  it('is refused when the presigned address lives longer than a week, lies in the future, or repeats a field', () => {
    const edit = (from: string, to: string): SignedRequest => {
      const request = presignedGet();
      return { ...request, url: request.url?.replace(from, to) };
    };
    expect(refusalOf(edit('Expires=86400', 'Expires=604801'), example).code).toBe(
      'AuthorizationQueryParametersError',
    );
    expect(refusalOf(edit('Expires=86400', 'Expires=-1'), example).code).toBe(
      'AuthorizationQueryParametersError',
    );
    expect(refusalOf(edit('Expires=86400', 'Expires=86400&X-Amz-Expires=900'), example).code).toBe(
      'AuthorizationQueryParametersError',
    );
    expect(refusalOf(presignedGet(), { ...example, now: exampleTime - 20 * 60_000 }).code).toBe(
      'AccessDenied',
    );
  });
});

describe("requests signed by the SDK's own signer", () => {
  const region = 'ap-south-1';
  class Sha256 {
    readonly #chunks: Buffer[] = [];
    readonly #secret: string | Uint8Array | undefined;
    constructor(secret?: string | Uint8Array) {
      this.#secret = secret;
    }
    update(data: string | Uint8Array): void {
      this.#chunks.push(Buffer.from(data as string));
    }
    async digest(): Promise<Uint8Array> {
      const { createHmac } = await import('node:crypto');
      const hash =
        this.#secret === undefined ? createHash('sha256') : createHmac('sha256', this.#secret);
      return hash.update(Buffer.concat(this.#chunks)).digest();
    }
    reset(): void {
      this.#chunks.length = 0;
    }
  }

  async function signed(service: string, path: string, body: string): Promise<SignedRequest> {
    const signer = new SignatureV4({
      service,
      region,
      credentials: { accessKeyId: exampleKey, secretAccessKey: exampleSecret },
      sha256: Sha256 as never,
      uriEscapePath: service !== 's3',
    });
    const request = (await signer.sign({
      method: 'POST',
      protocol: 'http:',
      hostname: '127.0.0.1',
      path,
      query: { b: '2', a: 'x y+z', é: 'अ' },
      headers: { host: '127.0.0.1', 'content-type': 'application/x-amz-json-1.0' },
      body,
    } as never)) as unknown as { headers: Record<string, string> };
    const query = 'b=2&a=x%20y%2Bz&%C3%A9=%E0%A4%85';
    return { method: 'POST', url: `${path}?${query}`, headers: request.headers };
  }
  const options = (service: string, body: string): SigV4Options => ({
    service,
    region,
    secretOf: (id) => (id === exampleKey ? exampleSecret : undefined),
    body: Buffer.from(body),
  });

  it.each(['dynamodb', 'states', 'sqs', 'events', 'textract', 'lambda', 'logs', 's3'])(
    'are accepted for %s and refused with another body',
    async (service) => {
      const path = '/2015-03-31/functions/arn%3Aaws%3Alambda%3Aintake/invocations';
      const request = await signed(service, path, '{"a":"दस्तावेज़"}');
      verifySigV4(request, options(service, '{"a":"दस्तावेज़"}'));
      expect(refusalOf(request, options(service, '{}'))).toEqual(
        service === 's3'
          ? { code: 'XAmzContentSHA256Mismatch', status: 400 }
          : { code: 'InvalidSignatureException', status: service === 'lambda' ? 403 : 400 },
      );
    },
  );

  it('get the codes of the JSON services', async () => {
    const request = await signed('dynamodb', '/', '{}');
    const valid = options('dynamodb', '{}');
    expect(refusalOf(request, { ...valid, secretOf: () => undefined }).code).toBe(
      'UnrecognizedClientException',
    );
    expect(refusalOf(request, { ...valid, secretOf: () => 'another' }).code).toBe(
      'InvalidSignatureException',
    );
    expect(refusalOf(request, { ...valid, now: Date.now() + 3_600_000 }).code).toBe(
      'InvalidSignatureException',
    );
    expect(refusalOf({ ...request, headers: { host: '127.0.0.1' } }, valid).code).toBe(
      'MissingAuthenticationTokenException',
    );
    expect(refusalOf(request, { ...valid, service: 'states' }).code).toBe(
      'InvalidSignatureException',
    );
  });
});

it('encodes exactly the unreserved characters of RFC 3986 as themselves', () => {
  expect(encodeRfc3986("aZ09-._~!'()*/ +क")).toBe('aZ09-._~%21%27%28%29%2A%2F%20%2B%E0%A4%95');
});
