/** Tags, retention and legal hold of one version. */
import {
  answer,
  answerXml,
  bucketOf,
  type Exchange,
  headerOf,
  versionHeader,
  versionIdOf,
} from './exchange.ts';
import type { StoredVersion } from './objectIndex.ts';
import { receiveDocument } from './receiveBody.ts';
import { invalidRequest, S3Error } from './s3Error.ts';
import type { BucketSpec } from './types.ts';
import {
  futureMoment,
  isLockMode,
  requireObjectLock,
  tagsFromDocument,
} from './writeAttributes.ts';
import { element, textOf, xmlDocument } from './xml.ts';

const malformed = () =>
  new S3Error(
    'MalformedXML',
    400,
    'The XML you provided was not well-formed or did not validate against our published schema',
  );

function target(exchange: Exchange): { bucket: BucketSpec; found: StoredVersion } {
  const bucket = bucketOf(exchange);
  return {
    bucket,
    found: exchange.stores.index.find(bucket.name, exchange.key, versionIdOf(exchange)),
  };
}

export async function putObjectTagging(exchange: Exchange): Promise<void> {
  const tags = tagsFromDocument(await receiveDocument(exchange, 'Tagging'));
  const { bucket, found } = target(exchange);
  exchange.stores.index.setTags(found.seq, tags);
  answer(exchange, 200, versionHeader(bucket, found.version));
}

export async function getObjectTagging(exchange: Exchange): Promise<void> {
  const { bucket, found } = target(exchange);
  const tags = Object.entries(found.tags)
    .map(([name, value]) => `<Tag>${element('Key', name)}${element('Value', value)}</Tag>`)
    .join('');
  answerXml(
    exchange,
    xmlDocument('Tagging', `<TagSet>${tags}</TagSet>`),
    versionHeader(bucket, found.version),
  );
}

export async function putObjectLegalHold(exchange: Exchange): Promise<void> {
  requireObjectLock(bucketOf(exchange));
  const status = textOf(await receiveDocument(exchange, 'LegalHold'), 'Status');
  if (status !== 'ON' && status !== 'OFF') throw malformed();
  exchange.stores.index.setLegalHold(target(exchange).found.seq, status === 'ON');
  answer(exchange, 200);
}

const noLockConfiguration = () =>
  new S3Error(
    'NoSuchObjectLockConfiguration',
    404,
    'The specified object does not have a ObjectLock configuration',
  );

export async function getObjectLegalHold(exchange: Exchange): Promise<void> {
  const { bucket, found } = target(exchange);
  requireObjectLock(bucket);
  answerXml(
    exchange,
    xmlDocument('LegalHold', element('Status', found.lock.legalHold ? 'ON' : 'OFF')),
  );
}

/** A retention may be prolonged by anyone; nobody shortens COMPLIANCE, and GOVERNANCE only with the bypass header. */
export async function putObjectRetention(exchange: Exchange): Promise<void> {
  requireObjectLock(bucketOf(exchange));
  const document = await receiveDocument(exchange, 'Retention');
  const mode = textOf(document, 'Mode');
  const untilText = textOf(document, 'RetainUntilDate');
  const lifts = mode === undefined && untilText === undefined;
  if (!lifts && !isLockMode(mode)) throw malformed();
  const now = exchange.stores.now();
  const until = lifts ? null : futureMoment(untilText, now);
  const { found } = target(exchange);
  const present = found.lock;
  const alive = present.mode !== null && (present.retainUntil ?? 0) > now;
  const weakens =
    alive && (until === null || until < (present.retainUntil ?? 0) || mode !== present.mode);
  const strengthens =
    present.mode === 'GOVERNANCE' &&
    mode === 'COMPLIANCE' &&
    (until ?? 0) >= (present.retainUntil ?? 0);
  const bypass =
    present.mode === 'GOVERNANCE' &&
    headerOf(exchange, 'x-amz-bypass-governance-retention') === 'true';
  if (weakens && !strengthens && !bypass)
    throw new S3Error(
      'AccessDenied',
      403,
      'Access Denied because object protected by object lock.',
    );
  exchange.stores.index.setRetention(found.seq, isLockMode(mode) ? mode : null, until);
  answer(exchange, 200);
}

export async function getObjectRetention(exchange: Exchange): Promise<void> {
  const { bucket, found } = target(exchange);
  if (!bucket.objectLock) throw invalidRequest('Bucket is missing Object Lock Configuration');
  const { mode, retainUntil } = found.lock;
  if (mode === null || retainUntil === null) throw noLockConfiguration();
  answerXml(
    exchange,
    xmlDocument(
      'Retention',
      element('Mode', mode) + element('RetainUntilDate', new Date(retainUntil).toISOString()),
    ),
  );
}
