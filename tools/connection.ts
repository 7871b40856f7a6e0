/** Who brings old files onto the system, and to which installation they speak. */
import { readFileSync } from 'node:fs';
import type { Address } from '../infra/local/boot.ts';
import { dataDirectory } from '../infra/local/dataDirectory.ts';
import { samplePassword } from '../infra/local/sampleDistrict.ts';
import { signIn } from '../infra/local/signIn/client.ts';
import { type Client, clientOf } from '../shared/api/client.ts';

export interface Signing {
  /** Address of the API; without one, the installation that runs on this machine. */
  readonly api?: string | undefined;
  readonly user?: string | undefined;
  readonly environment: NodeJS.ProcessEnv;
}

/** Signs in anew this long before a token ends. */
const spareMilliseconds = 60_000;

/**
 * A client of the API for the person who does the work. At an installation elsewhere they have signed in already and
 * give their access token in `PATRAVALI_TOKEN`; on this machine a user name is enough.
 * @throws Error that says in both languages what to give
 */
export function connect({ api, user, environment }: Signing): { client: Client; api: string } {
  const { PATRAVALI_TOKEN: token, PATRAVALI_PASSWORD: password = samplePassword } = environment;
  if (api !== undefined) {
    if (!token) {
      throw new Error(
        '--api के साथ PATRAVALI_TOKEN में एक्सेस टोकन दें। · With --api, give an access token in PATRAVALI_TOKEN.',
      );
    }
    return { api, client: clientOf(api, () => token) };
  }
  if (!user) {
    throw new Error(
      '--user बताएँ, या --api और PATRAVALI_TOKEN। · Give --user, or --api and PATRAVALI_TOKEN.',
    );
  }
  const { issuer, clientId, redirectUri, scopes, apiUrl } = addressHere(
    environment.PATRAVALI_DATA || '.patravali',
  );
  let held: { token: string; until: number } | undefined;
  const current = async (): Promise<string> => {
    if (!held || held.until < Date.now()) {
      const whole = { issuer, clientId, redirectUri, username: user, password };
      const { accessToken, expiresIn } = await signIn({ ...whole, scopes: [...scopes] });
      held = { token: accessToken, until: Date.now() + expiresIn * 1000 - spareMilliseconds };
    }
    return held.token;
  };
  return { api: apiUrl, client: clientOf(apiUrl, current) };
}

function addressHere(folder: string): Address {
  const { instance, root } = dataDirectory(folder);
  try {
    return (JSON.parse(readFileSync(instance, 'utf8')) as { address: Address }).address;
  } catch {
    throw new Error(
      `${root} पर पत्रावली नहीं चल रही है: npm start · Patravali is not running on ${root}. Start it first: npm start`,
    );
  }
}
