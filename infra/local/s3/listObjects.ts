import { answerXml, type Exchange, queryNumber } from './exchange.ts';
import { element, xmlDocument } from './xml.ts';

/** ListObjectsV2 without delimiters: keys in UTF-8 order, at most a thousand at a time. */
export function listObjects(exchange: Exchange): void {
  const { stores, bucketName, query } = exchange;
  const most = queryNumber(exchange, 'max-keys', { min: 0, max: 1000, absent: 1000 });
  const prefix = query.get('prefix') ?? '';
  const after = query.get('continuation-token') ?? query.get('start-after') ?? '';
  const from = [after, prefix].sort().at(-1) ?? '';
  const rows = stores.database.all(
    `select key, size, etag, modified from objects
       where bucket = ? and latest = 1 and marker = 0 and key >= ? and key <> ? and substr(key, 1, length(?)) = ?
       order by key limit ?`,
    bucketName,
    from,
    after,
    prefix,
    prefix,
    most + 1,
  );
  const shown = rows.slice(0, most);
  const contents = shown
    .map(
      ({ key, size, etag, modified }) =>
        `<Contents>${element('Key', String(key))}${element('LastModified', new Date(Number(modified)).toISOString())}${element('ETag', `"${etag}"`)}${element('Size', Number(size))}${element('StorageClass', 'STANDARD')}</Contents>`,
    )
    .join('');
  const more = rows.length > most;
  answerXml(
    exchange,
    xmlDocument(
      'ListBucketResult',
      `${element('Name', bucketName)}${element('Prefix', prefix)}${element('KeyCount', shown.length)}${element('MaxKeys', most)}${element('IsTruncated', more)}${more ? element('NextContinuationToken', String(shown.at(-1)?.key)) : ''}${contents}`,
    ),
  );
}
