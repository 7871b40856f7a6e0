/** PutObject, CopyObject and DeleteObject. */
import { CHECKSUM_ELEMENTS, type Checksums } from './checksums.ts';
import {
  answer,
  answerXml,
  bucketOf,
  type Exchange,
  eventContextOf,
  headerOf,
  versionHeader,
  versionIdOf,
} from './exchange.ts';
import { type NewVersion, namesEtag } from './objectIndex.ts';
import { receiveBlob } from './receiveBody.ts';
import {
  invalidArgument,
  invalidRequest,
  isCertainlyUndone,
  noSuchKey,
  preconditionFailed,
  S3Error,
} from './s3Error.ts';
import { attributesFromRequest, conditionsFromRequest, tagsFromHeader } from './writeAttributes.ts';
import { element, xmlDocument } from './xml.ts';

/** `x-amz-checksum-*` response headers. */
export const checksumHeaders = (checksums: Checksums, type: string): Record<string, string> => ({
  ...Object.fromEntries(
    Object.entries(checksums).map(([algorithm, value]) => [`x-amz-checksum-${algorithm}`, value]),
  ),
  'x-amz-checksum-type': type,
});

/** Checksum elements of a response document. */
export const checksumElements = (checksums: Checksums, type: string): string =>
  Object.entries(checksums)
    .map(([algorithm, value]) =>
      element(CHECKSUM_ELEMENTS[algorithm as keyof typeof CHECKSUM_ELEMENTS], value),
    )
    .join('') + element('ChecksumType', type);

/** Commits a version whose blob is on disk; takes the blob away again when the commit is refused. */
export async function commitOrDiscard(
  exchange: Exchange,
  entry: NewVersion,
): Promise<{ version: string; modified: number }> {
  const { blobs, index, outbox } = exchange.stores;
  let committed: ReturnType<typeof index.commit>;
  try {
    committed = index.commit(entry);
  } catch (error) {
    if (isCertainlyUndone(error)) await blobs.remove([entry.blob]);
    throw error;
  }
  void blobs.remove(committed.freed);
  outbox.wake();
  return committed;
}

export async function putObject(exchange: Exchange): Promise<void> {
  const bucket = bucketOf(exchange);
  const { key } = exchange;
  const attributes = attributesFromRequest(exchange, bucket);
  const conditions = conditionsFromRequest(exchange);
  const hasChecksum =
    headerOf(exchange, 'content-md5') !== undefined ||
    headerOf(exchange, 'x-amz-trailer') !== undefined ||
    Object.keys(CHECKSUM_ELEMENTS).some(
      (algorithm) => headerOf(exchange, `x-amz-checksum-${algorithm}`) !== undefined,
    );
  if ((attributes.lock.mode !== null || bucket.defaultRetention !== undefined) && !hasChecksum)
    throw invalidRequest(
      'Content-MD5 OR x-amz-checksum- HTTP header is required for Put Object requests with Object Lock parameters',
    );
  // Refuse before the bytes travel; the commit checks again, for another writer may come first.
  exchange.stores.index.checkConditions(bucket.name, key, conditions);
  const body = await receiveBlob(exchange);
  const checksums = { [body.algorithm]: body.checksum };
  const { version } = await commitOrDiscard(exchange, {
    bucket,
    key,
    blob: body.blob,
    size: body.size,
    etag: body.md5,
    checksums,
    checksumType: 'FULL_OBJECT',
    attributes,
    reason: 'PutObject',
    conditions,
    context: eventContextOf(exchange),
  });
  answer(exchange, 200, {
    etag: `"${body.md5}"`,
    ...versionHeader(bucket, version),
    ...checksumHeaders(checksums, 'FULL_OBJECT'),
  });
}

/** The parts of `x-amz-copy-source`: `[/]bucket/key[?versionId=...]`, percent-encoded. */
function parseCopySource(text: string): {
  bucket: string;
  key: string;
  version: string | undefined;
} {
  const mark = text.indexOf('?versionId=');
  let path: string;
  try {
    path = decodeURIComponent(mark < 0 ? text : text.slice(0, mark)).replace(/^\//, '');
  } catch {
    throw invalidArgument('The copy source is not validly encoded.');
  }
  const slash = path.indexOf('/');
  if (slash < 1 || slash === path.length - 1)
    throw invalidArgument('Copy Source must mention the source bucket and key: /bucket/key');
  return {
    bucket: path.slice(0, slash),
    key: path.slice(slash + 1),
    version: mark < 0 ? undefined : text.slice(mark + '?versionId='.length),
  };
}

function directive(exchange: Exchange, name: string): 'COPY' | 'REPLACE' {
  const value = headerOf(exchange, name) ?? 'COPY';
  if (value !== 'COPY' && value !== 'REPLACE')
    throw invalidArgument(`Unknown directive in ${name}.`);
  return value;
}

export async function copyObject(exchange: Exchange): Promise<void> {
  const bucket = bucketOf(exchange);
  const { key, stores } = exchange;
  const from = parseCopySource(headerOf(exchange, 'x-amz-copy-source') ?? '');
  if (!stores.buckets.has(from.bucket))
    throw new S3Error('NoSuchBucket', 404, 'The specified bucket does not exist', {
      details: { BucketName: from.bucket },
    });
  const source = stores.index.find(from.bucket, from.key, from.version);
  const sourceMatch = headerOf(exchange, 'x-amz-copy-source-if-match');
  if (sourceMatch !== undefined && !namesEtag(sourceMatch, source.etag))
    throw preconditionFailed('x-amz-copy-source-If-Match');
  const metadata = directive(exchange, 'x-amz-metadata-directive');
  const tagging = directive(exchange, 'x-amz-tagging-directive');
  if (from.bucket === bucket.name && from.key === key && metadata === 'COPY' && !from.version)
    throw invalidRequest(
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
    );
  const asked = attributesFromRequest(exchange, bucket);
  const conditions = conditionsFromRequest(exchange);
  stores.index.checkConditions(bucket.name, key, conditions);
  const blob = await stores.blobs.duplicate(source.blob).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw noSuchKey(from.key);
    throw error;
  });
  const { version, modified } = await commitOrDiscard(exchange, {
    bucket,
    key,
    blob,
    size: source.size,
    etag: source.etag,
    checksums: source.checksums,
    checksumType: source.checksumType,
    attributes: {
      headers: metadata === 'COPY' ? source.headers : asked.headers,
      user: metadata === 'COPY' ? source.user : asked.user,
      tags: tagging === 'COPY' ? source.tags : tagsFromHeader(exchange),
      lock: asked.lock,
    },
    reason: 'CopyObject',
    conditions,
    context: eventContextOf(exchange),
  });
  answerXml(
    exchange,
    xmlDocument(
      'CopyObjectResult',
      element('LastModified', new Date(modified).toISOString()) +
        element('ETag', `"${source.etag}"`) +
        checksumElements(source.checksums, source.checksumType),
    ),
    {
      ...versionHeader(bucket, version),
      ...(source.version === 'null' ? {} : { 'x-amz-copy-source-version-id': source.version }),
    },
  );
}

export async function deleteObject(exchange: Exchange): Promise<void> {
  const bucket = bucketOf(exchange);
  const { index, blobs } = exchange.stores;
  const deleted = index.delete(bucket, exchange.key, versionIdOf(exchange), {
    bypassGovernance: headerOf(exchange, 'x-amz-bypass-governance-retention') === 'true',
    ifMatch: headerOf(exchange, 'if-match'),
  });
  void blobs.remove(deleted.freed);
  answer(exchange, 204, {
    ...(deleted.marker ? { 'x-amz-delete-marker': 'true' } : {}),
    ...(deleted.version === undefined ? {} : { 'x-amz-version-id': deleted.version }),
  });
}
