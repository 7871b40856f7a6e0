/** The parts of a multipart upload, as stored and as a completion lists them. */
import { CHECKSUM_ALGORITHMS, CHECKSUM_ELEMENTS, type Checksums } from './checksums.ts';
import { S3Error } from './s3Error.ts';
import { childrenOf, textOf, type XmlElement } from './xml.ts';

export interface StoredPart {
  number: number;
  /** Bytes. */
  size: number;
  /** Hex MD5, without quotes. */
  etag: string;
  blob: string;
  checksums: Checksums;
  /** Milliseconds since 1970. */
  modified: number;
}

export interface WantedPart {
  number: number;
  etag: string;
  checksums: Checksums;
}

/** @throws {S3Error} `MalformedXML` unless the document lists at least one part and every part is whole. */
export function parseUploadParts(document: XmlElement): WantedPart[] {
  const parts = childrenOf(document, 'Part').map((part): WantedPart => {
    const numberText = textOf(part, 'PartNumber') ?? '';
    const checksums: Checksums = {};
    for (const algorithm of CHECKSUM_ALGORITHMS) {
      const value = textOf(part, CHECKSUM_ELEMENTS[algorithm]);
      if (value !== undefined) checksums[algorithm] = value;
    }
    return {
      number: /^\d{1,5}$/.test(numberText) ? Number(numberText) : 0,
      etag: (textOf(part, 'ETag') ?? '').replaceAll('"', ''),
      checksums,
    };
  });
  if (parts.length === 0 || parts.some((part) => part.number < 1 || part.etag === ''))
    throw new S3Error(
      'MalformedXML',
      400,
      'The XML you provided was not well-formed or did not validate against our published schema',
    );
  return parts;
}
