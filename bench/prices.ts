/**
 * The price table: what AWS publishes for ap-south-1 (Mumbai), in US dollars, as read in September 2026 from public
 * projects that quote the AWS Price List. Not checked against a bill: there is no account.
 */
export const prices = {
  region: 'ap-south-1',
  asOf: '2026-09',
  /** A transition of a standard state machine: 0.0285 for a thousand. */
  transition: 0.0285 / 1000,
  /** A write unit on demand: 1 KiB, twice that in a transaction. 0.71 for a million. */
  writeUnit: 0.71 / 1e6,
  /** A read unit on demand: 4 KiB, read strongly consistent. 0.1425 for a million. */
  readUnit: 0.1425 / 1e6,
} as const;
