/** Where printed codes lead: pages of the portal, open to everybody. */
const portal = (): string => (process.env.PORTAL_ORIGIN ?? '').replace(/\/$/, '');

/** Where a citizen sees how a letter stands. */
export const trackingAddress = (token: string): string =>
  `${portal()}/track/${encodeURIComponent(token)}`;

/** Where anybody checks whether a letter is genuine. */
export const verifyAddress = (code: string): string =>
  `${portal()}/verify/${encodeURIComponent(code)}`;
