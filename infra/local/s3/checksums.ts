/** The additional checksums of S3 (`x-amz-checksum-*`), each computed as the bytes pass by. */
import { createHash, type Hash } from 'node:crypto';
import { crc32 } from 'node:zlib';

export type ChecksumAlgorithm = 'crc32' | 'crc32c' | 'crc64nvme' | 'sha1' | 'sha256';

export const CHECKSUM_ALGORITHMS: readonly ChecksumAlgorithm[] = [
  'crc32',
  'crc32c',
  'crc64nvme',
  'sha1',
  'sha256',
];

/** Element names in documents. */
export const CHECKSUM_ELEMENTS: Readonly<Record<ChecksumAlgorithm, string>> = {
  crc32: 'ChecksumCRC32',
  crc32c: 'ChecksumCRC32C',
  crc64nvme: 'ChecksumCRC64NVME',
  sha1: 'ChecksumSHA1',
  sha256: 'ChecksumSHA256',
};

/** Length of the raw checksum in bytes. */
export const CHECKSUM_BYTES: Readonly<Record<ChecksumAlgorithm, number>> = {
  crc32: 4,
  crc32c: 4,
  crc64nvme: 8,
  sha1: 20,
  sha256: 32,
};

export const isChecksumAlgorithm = (text: string): text is ChecksumAlgorithm =>
  (CHECKSUM_ALGORITHMS as readonly string[]).includes(text);

/** Base64 values by algorithm. */
export type Checksums = Partial<Record<ChecksumAlgorithm, string>>;

export interface RunningChecksum {
  update(bytes: Buffer): void;
  /** The checksum so far, base64. Call once. */
  digest(): string;
}

class HashChecksum implements RunningChecksum {
  readonly #hash: Hash;
  constructor(algorithm: 'sha1' | 'sha256') {
    this.#hash = createHash(algorithm);
  }
  update(bytes: Buffer): void {
    this.#hash.update(bytes);
  }
  digest(): string {
    return this.#hash.digest('base64');
  }
}

const bigEndian = (...words: number[]): string => {
  const bytes = Buffer.alloc(words.length * 4);
  for (const [index, word] of words.entries()) bytes.writeUInt32BE(word >>> 0, index * 4);
  return bytes.toString('base64');
};

class Crc32 implements RunningChecksum {
  #value = 0;
  update(bytes: Buffer): void {
    this.#value = crc32(bytes, this.#value);
  }
  digest(): string {
    return bigEndian(this.#value);
  }
}

/** Castagnoli's polynomial, bits reversed. */
const CRC32C_POLYNOMIAL = 0x82f63b78;
/** The NVMe polynomial 0xad93d23594c93659, bits reversed, as two 32-bit halves. */
const CRC64_HIGH = 0x9a6c9329;
const CRC64_LOW = 0xac4bc9b5;

let crc32cTable: Int32Array | undefined;
function tableOfCrc32c(): Int32Array {
  if (crc32cTable) return crc32cTable;
  const table = new Int32Array(256);
  for (let byte = 0; byte < 256; byte++) {
    let value = byte;
    for (let bit = 0; bit < 8; bit++)
      value = value & 1 ? (value >>> 1) ^ CRC32C_POLYNOMIAL : value >>> 1;
    table[byte] = value;
  }
  crc32cTable = table;
  return table;
}

class Crc32c implements RunningChecksum {
  readonly #table = tableOfCrc32c();
  #value = -1;
  update(bytes: Buffer): void {
    let value = this.#value;
    for (const byte of bytes) value = (value >>> 8) ^ (this.#table[(value ^ byte) & 0xff] ?? 0);
    this.#value = value;
  }
  digest(): string {
    return bigEndian(~this.#value);
  }
}

let crc64Tables: { high: Int32Array; low: Int32Array } | undefined;
function tablesOfCrc64(): { high: Int32Array; low: Int32Array } {
  if (crc64Tables) return crc64Tables;
  const tables = { high: new Int32Array(256), low: new Int32Array(256) };
  for (let byte = 0; byte < 256; byte++) {
    let high = 0;
    let low = byte;
    for (let bit = 0; bit < 8; bit++) {
      const carry = low & 1;
      low = (low >>> 1) | (high << 31);
      high = high >>> 1;
      if (carry) {
        high ^= CRC64_HIGH;
        low ^= CRC64_LOW;
      }
    }
    tables.high[byte] = high;
    tables.low[byte] = low;
  }
  crc64Tables = tables;
  return tables;
}

/** Two 32-bit halves, because BigInt arithmetic for every byte would be some twenty times slower. */
class Crc64Nvme implements RunningChecksum {
  readonly #tables = tablesOfCrc64();
  #high = -1;
  #low = -1;
  update(bytes: Buffer): void {
    const { high: highTable, low: lowTable } = this.#tables;
    let high = this.#high;
    let low = this.#low;
    for (const byte of bytes) {
      const index = (low ^ byte) & 0xff;
      low = ((low >>> 8) | (high << 24)) ^ (lowTable[index] ?? 0);
      high = (high >>> 8) ^ (highTable[index] ?? 0);
    }
    this.#high = high;
    this.#low = low;
  }
  digest(): string {
    return bigEndian(~this.#high, ~this.#low);
  }
}

export function runningChecksum(algorithm: ChecksumAlgorithm): RunningChecksum {
  if (algorithm === 'crc32') return new Crc32();
  if (algorithm === 'crc32c') return new Crc32c();
  if (algorithm === 'crc64nvme') return new Crc64Nvme();
  return new HashChecksum(algorithm);
}

/** The checksum of one buffer, base64. */
export function checksumOf(algorithm: ChecksumAlgorithm, bytes: Buffer): string {
  const running = runningChecksum(algorithm);
  running.update(bytes);
  return running.digest();
}
