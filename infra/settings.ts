import { fileURLToPath } from 'node:url';
import type { Node } from 'constructs';

/** Who vouches for officers: our own Cognito pool, or an OpenID provider that already exists. */
export type SignInSettings =
  | { readonly kind: 'cognito'; readonly mfa: 'optional' | 'required' }
  | { readonly kind: 'external'; readonly issuer: string; readonly audience: readonly string[] };

/** All that may differ between two deployments. Given as CDK context: `-c stage=prod`. */
export interface Settings {
  /** Part of every name: lower-case letters and digits, at most ten. */
  readonly stage: string;
  /** Keep records when a stack goes: retention, Object Lock, protection against deletion. */
  readonly protect: boolean;
  readonly signIn: SignInSettings;
  /** Where the portal is served from; browsers may upload and sign in from nowhere else. */
  readonly portalOrigins: readonly string[];
  /** Who is told of alarms, or nobody until somebody subscribes to the topic. */
  readonly alarmEmail: string | undefined;
  /** Which engine reads pages in Latin script. */
  readonly latinEngine: 'tesseract' | 'textract';
  /** The folder `npm run build` wrote one bundle a function into. */
  readonly bundles: string;
}

const loopback = 'http://127.0.0.1:3000';

/**
 * Reads the settings from CDK context.
 *
 * @throws Error with one sentence that names the context key to correct.
 */
export function settingsOf(node: Node): Settings {
  const read = (key: string): string | undefined => {
    const value: unknown = node.tryGetContext(key);
    return value === undefined || value === '' ? undefined : String(value);
  };
  const stage = read('stage') ?? 'dev';
  if (!/^[a-z][a-z0-9]{1,9}$/.test(stage)) {
    throw new Error(
      `The stage "${stage}" cannot be part of a name: use two to ten lower-case letters and digits, as in -c stage=dev.`,
    );
  }
  const protect = stage === 'prod';
  return {
    stage,
    protect,
    signIn: signInOf(read('issuer'), read('audience'), protect),
    portalOrigins: originsOf(read('portalOrigin'), stage),
    alarmEmail: read('alarmEmail'),
    latinEngine: latinEngineOf(read('latinEngine')),
    bundles: read('bundles') ?? fileURLToPath(new URL('../dist', import.meta.url)),
  };
}

function signInOf(
  issuer: string | undefined,
  audience: string | undefined,
  protect: boolean,
): SignInSettings {
  if (!issuer) return { kind: 'cognito', mfa: protect ? 'required' : 'optional' };
  if (!issuer.startsWith('https://')) {
    throw new Error(`The issuer "${issuer}" must be an https:// address.`);
  }
  if (!audience) {
    throw new Error(
      'An external issuer needs the client ids it issues tokens for: -c audience=<client id>[,<client id>].',
    );
  }
  return { kind: 'external', issuer, audience: audience.split(',') };
}

function originsOf(portalOrigin: string | undefined, stage: string): string[] {
  // Only the development stage signs officers in from the developer's own machine.
  const own = stage === 'dev' ? [loopback] : [];
  const given = portalOrigin?.split(',') ?? [];
  for (const origin of given) {
    const url = URL.parse(origin);
    if (url?.protocol !== 'https:' || url.origin !== origin) {
      throw new Error(
        `The portal origin "${origin}" must be an https:// origin without a path, such as https://office.example.gov.in.`,
      );
    }
  }
  if (own.length + given.length === 0) {
    throw new Error(
      `Stage ${stage} needs to know where the portal is served from: -c portalOrigin=https://office.example.gov.in.`,
    );
  }
  return [...given, ...own];
}

function latinEngineOf(engine = 'tesseract'): Settings['latinEngine'] {
  if (engine === 'tesseract' || engine === 'textract') return engine;
  throw new Error(`The engine "${engine}" is unknown: -c latinEngine is tesseract or textract.`);
}
