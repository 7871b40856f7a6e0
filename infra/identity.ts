/**
 * Who is signing in. The token says who a person is; which posts they hold is in the records.
 *
 * The directory of officers is stateful and lives beside the records. The clients that may ask for
 * tokens can be made anew at any time and live beside the API.
 */
import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import {
  AccountRecovery,
  CfnManagedLoginBranding,
  FeaturePlan,
  type IUserPool,
  ManagedLoginVersion,
  Mfa,
  OAuthScope,
  ResourceServerScope,
  UserPool,
  UserPoolClient,
  UserPoolClientIdentityProvider,
} from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import { resourceServer, type Scope, scopes } from '../shared/api/scopes.ts';
import { type Names, region } from './names.ts';

export interface OfficerDirectoryProps {
  readonly names: Names;
  readonly mfa: 'optional' | 'required';
  readonly protect: boolean;
}

/** The officers of the district, entered by an administrator: nobody signs up by themselves. */
export class OfficerDirectory extends Construct {
  readonly pool: UserPool;

  constructor(scope: Construct, id: string, { names, mfa, protect }: OfficerDirectoryProps) {
    super(scope, id);
    this.pool = new UserPool(this, 'Pool', {
      userPoolName: names.named('officers'),
      featurePlan: FeaturePlan.ESSENTIALS,
      selfSignUpEnabled: false,
      signInAliases: { username: true, email: true },
      signInCaseSensitive: false,
      autoVerify: { email: true },
      standardAttributes: { fullname: { required: true, mutable: true } },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      passwordPolicy: {
        minLength: 14,
        requireLowercase: true,
        requireUppercase: true,
        requireDigits: true,
        requireSymbols: true,
        tempPasswordValidity: Duration.days(3),
      },
      mfa: mfa === 'required' ? Mfa.REQUIRED : Mfa.OPTIONAL,
      mfaSecondFactor: { otp: true, sms: false },
      deletionProtection: protect,
      removalPolicy: protect ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    this.pool.addDomain('Domain', {
      cognitoDomain: { domainPrefix: names.signInDomain },
      managedLoginVersion: ManagedLoginVersion.NEWER_MANAGED_LOGIN,
    });

    Validations.of(this.pool).acknowledge({
      id: 'AwsSolutions-COG8',
      reason:
        'The Plus plan is priced per officer and month; a second factor, no self sign-up and short tokens stand in its place.',
    });
    if (mfa === 'optional') {
      Validations.of(this.pool).acknowledge({
        id: 'AwsSolutions-COG2',
        reason:
          'Only development leaves the second factor to the developer; production requires it.',
      });
    }
  }
}

export interface SignInClientsProps {
  readonly names: Names;
  readonly pool: IUserPool;
  readonly portalOrigins: readonly string[];
}

/**
 * What a machine may do in its own name. Moving files, deciding approvals and saying how they are routed is for officers
 * only: an act of office has a person behind it.
 */
const ofOfficers: readonly Scope[] = ['files.write', 'approvals.write', 'chains.write'];
const systemScopes = (Object.keys(scopes) as Scope[]).filter(
  (scope) => !ofOfficers.includes(scope),
);

/** The scopes of the API, and the two clients that may ask for them. */
export class SignInClients extends Construct {
  /** What tokens name as their issuer. */
  readonly issuer: string;
  /** The client ids the API accepts tokens of. */
  readonly audience: readonly string[];
  private readonly pool: IUserPool;

  constructor(scope: Construct, id: string, { names, pool, portalOrigins }: SignInClientsProps) {
    super(scope, id);
    this.pool = pool;
    this.issuer = `https://cognito-idp.${region}.amazonaws.com/${pool.userPoolId}`;

    const server = pool.addResourceServer('Api', {
      identifier: resourceServer,
      userPoolResourceServerName: names.named('api'),
      scopes: Object.entries(scopes).map(
        ([scopeName, scopeDescription]) => new ResourceServerScope({ scopeName, scopeDescription }),
      ),
    });
    const web = this.webClient(names.named('web'), portalOrigins);
    const system = this.systemClient(names.named('system'));
    for (const client of [web, system]) client.node.addDependency(server);
    this.audience = [web.userPoolClientId, system.userPoolClientId];
  }

  /** The portal, and any programme an officer signs in with: no secret, proof of possession instead. */
  private webClient(name: string, portalOrigins: readonly string[]): UserPoolClient {
    const client = this.client('Web', {
      userPoolClientName: name,
      generateSecret: false,
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes: [
          OAuthScope.OPENID,
          OAuthScope.PROFILE,
          ...(Object.keys(scopes) as Scope[]).map(apiScope),
        ],
        callbackUrls: portalOrigins.map((origin) => `${origin}/signed-in`),
        logoutUrls: portalOrigins.map((origin) => `${origin}/`),
      },
      // One working day, after which an officer signs in again.
      refreshTokenValidity: Duration.hours(12),
      // A reply lost on a poor line may be asked for once more.
      refreshTokenRotationGracePeriod: Duration.seconds(30),
    });
    // Without a branding the managed login pages answer that they are unavailable.
    new CfnManagedLoginBranding(this, 'WebBranding', {
      userPoolId: this.pool.userPoolId,
      clientId: client.userPoolClientId,
      useCognitoProvidedValues: true,
    });
    return client;
  }

  /** Other systems of the district, which sign in as themselves. */
  private systemClient(name: string): UserPoolClient {
    return this.client('System', {
      userPoolClientName: name,
      generateSecret: true,
      oAuth: { flows: { clientCredentials: true }, scopes: systemScopes.map(apiScope) },
    });
  }

  private client(
    id: string,
    props: Omit<ConstructorParameters<typeof UserPoolClient>[2], 'userPool'>,
  ): UserPoolClient {
    return new UserPoolClient(this, id, {
      userPool: this.pool,
      supportedIdentityProviders: [UserPoolClientIdentityProvider.COGNITO],
      // A token is not asked back for while it lasts, so it does not last long.
      accessTokenValidity: Duration.minutes(15),
      idTokenValidity: Duration.minutes(15),
      enableTokenRevocation: true,
      preventUserExistenceErrors: true,
      // Cognito would allow several flows if none were named; the sign-in pages need none of them.
      authFlows: { userSrp: true },
      ...props,
    });
  }
}

const apiScope = (scope: Scope) => OAuthScope.custom(`${resourceServer}/${scope}`);
