import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Address } from '../infra/local/boot.ts';
import { dataDirectory } from '../infra/local/dataDirectory.ts';
import { sampleDistrict, samplePassword } from '../infra/local/sampleDistrict.ts';
import { signIn } from '../infra/local/signIn/client.ts';
import { type Client, clientOf } from '../shared/api/client.ts';

/** The running installation, as people and programs reach it. */
export interface Installation {
  readonly address: Address;
  /** The installation's own storage keys, for the one step that goes behind the API's back. */
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** Signs a sample person in with PKCE and returns their client. */
  as(username: string): Promise<Client>;
  readonly ids: {
    readonly revenueUnit: string;
    readonly reliefHead: string;
    readonly recordRoom: string;
    readonly tehsilOffice: string;
    readonly assistant: string;
    readonly superintendent: string;
    readonly deputy: string;
    readonly generalDeputy: string;
    readonly additionalCollector: string;
    readonly jointCollector: string;
    readonly collector: string;
    readonly tehsildar: string;
    readonly urgentChain: string;
    readonly ordinaryChain: string;
  };
}

/** Where the installation that the demo speaks to keeps its records. */
export const ownData = () => dataDirectory(resolve(process.env.PATRAVALI_DATA || '.patravali'));

/** @throws when no installation is running on the data directory */
export async function connect(): Promise<Installation> {
  const data = ownData();
  const read = (path: string) => {
    try {
      return JSON.parse(readFileSync(path, 'utf8'));
    } catch {
      throw new Error(`Patravali is not running on ${data.root}. Start it first: npm start`);
    }
  };
  const { address } = read(data.instance) as { address?: Address };
  if (!address || !(await answers(address))) {
    throw new Error(`Patravali is not running on ${data.root}. Start it first: npm start`);
  }
  const { issuer, clientId, redirectUri, scopes, apiUrl } = address;
  return {
    address,
    credentials: read(data.credentials),
    async as(username) {
      const request = {
        issuer,
        clientId,
        redirectUri,
        username,
        password: samplePassword,
        scopes: [...scopes],
      };
      let { accessToken } = await signIn(request);
      return clientOf(
        apiUrl,
        () => accessToken,
        async () => {
          ({ accessToken } = await signIn({ ...request, maxAge: 0 }));
        },
      );
    },
    ids: {
      revenueUnit: idOf(sampleDistrict.units, ({ code }) => code === 'REV'),
      reliefHead: idOf(sampleDistrict.subjectHeads, ({ code }) => code === 'B-104'),
      recordRoom: idOf(sampleDistrict.units, ({ code }) => code === 'RRM'),
      tehsilOffice: idOf(sampleDistrict.offices, ({ code }) => code === 'BBZ-TEH'),
      assistant: postOf('Assistant grade 2 (Revenue)'),
      superintendent: postOf('Superintendent (Revenue)'),
      deputy: postOf('Deputy Collector (Revenue)'),
      generalDeputy: postOf('Deputy Collector (General)'),
      additionalCollector: postOf('Additional Collector'),
      jointCollector: postOf('Joint Collector'),
      collector: postOf('Collector'),
      tehsildar: postOf('Tehsildar'),
      urgentChain: idOf(sampleDistrict.chains, ({ code }) => code === 'TATKAL-3'),
      ordinaryChain: idOf(sampleDistrict.chains, ({ code }) => code === 'REV-STD-3'),
    },
  };
}

const answers = ({ apiUrl }: Address): Promise<boolean> =>
  fetch(`${apiUrl}/v1/health`).then(
    ({ ok }) => ok,
    () => false,
  );

const postOf = (designation: string): string =>
  idOf(sampleDistrict.posts, (post) => post.designation.en === designation);

function idOf<T extends { id: string }>(list: readonly T[], is: (item: T) => boolean): string {
  const found = list.find(is);
  if (!found) throw new Error('The sample district is not the one this demo was written for.');
  return found.id;
}
