/**
 * Gives CloudFormation's intrinsics their local values.
 *
 * The names are the ones the template spells out; only what AWS would invent (ids, ARNs, addresses) is invented here,
 * in the shape AWS uses, so that code which takes an ARN apart works alike.
 */
import type { Assembly, Resource, Stack } from './assembly.ts';
import { bootedTypes } from './planning/resourceTypes.ts';

/** Something in the template that has no local meaning; the message says what and why. */
export class UnknownPart extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UnknownPart';
  }
}

export interface Surroundings {
  readonly region: string;
  readonly account: string;
  /** The address of the API, for `Fn::GetAtt` of `ApiEndpoint`. */
  readonly apiUrl: string;
  /** The sign-in issuer, for `Fn::GetAtt` of the user pool's `ProviderURL`. */
  readonly issuer: string;
  /** Stands in for the id that Cognito would give the user pool. */
  readonly poolId: string;
  /** The secret of a sign-in client that has one. */
  secretOfClient(clientId: string): string;
}

export interface Resolver {
  /** The value with every intrinsic replaced. Members that resolve to `AWS::NoValue` vanish. */
  resolve(stack: Stack, value: unknown): unknown;
  /** The properties of a resource that the runner acts on, resolved. The caller names the shape it has checked for. */
  properties<T>(resource: Resource): T;
  /** The name the resource goes by: the template's, or one made of the stack and logical id. */
  nameOf(resource: Resource): string;
  /** What `Ref` gives. */
  refOf(resource: Resource): string;
  arnOf(resource: Resource): string;
}

const nameProperties: Readonly<Record<string, string>> = {
  'AWS::ApiGatewayV2::Api': 'Name',
  'AWS::Cognito::UserPool': 'UserPoolName',
  'AWS::Cognito::UserPoolClient': 'ClientName',
  'AWS::DynamoDB::GlobalTable': 'TableName',
  'AWS::DynamoDB::Table': 'TableName',
  'AWS::Events::Rule': 'Name',
  'AWS::IAM::Role': 'RoleName',
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::Logs::LogGroup': 'LogGroupName',
  'AWS::S3::Bucket': 'BucketName',
  'AWS::SNS::Topic': 'TopicName',
  'AWS::SQS::Queue': 'QueueName',
  'AWS::StepFunctions::StateMachine': 'StateMachineName',
};

/** What an ARN is made of, by type, after `arn:aws:`. */
const arnTails: Readonly<Record<string, (name: string, place: string) => string>> = {
  'AWS::Cognito::UserPool': (name, place) => `cognito-idp:${place}:userpool/${name}`,
  'AWS::DynamoDB::GlobalTable': (name, place) => `dynamodb:${place}:table/${name}`,
  'AWS::DynamoDB::Table': (name, place) => `dynamodb:${place}:table/${name}`,
  'AWS::Events::Rule': (name, place) => `events:${place}:rule/${name}`,
  'AWS::IAM::Role': (name, place) => `iam::${place.split(':')[1]}:role/${name}`,
  'AWS::KMS::Key': (name, place) => `kms:${place}:key/${name}`,
  'AWS::Lambda::Function': (name, place) => `lambda:${place}:function:${name}`,
  'AWS::Logs::LogGroup': (name, place) => `logs:${place}:log-group:${name}:*`,
  'AWS::S3::Bucket': (name) => `s3:::${name}`,
  'AWS::SNS::Topic': (name, place) => `sns:${place}:${name}`,
  'AWS::SQS::Queue': (name, place) => `sqs:${place}:${name}`,
  'AWS::StepFunctions::StateMachine': (name, place) => `states:${place}:stateMachine:${name}`,
};

/** Types whose `Ref` is the ARN rather than the name. */
const refersByArn = new Set(['AWS::SNS::Topic', 'AWS::StepFunctions::StateMachine']);

export function resolverFor(assembly: Assembly, surroundings: Surroundings): Resolver {
  const { region, account } = surroundings;
  const place = `${region}:${account}`;
  const find = (stack: Stack, logicalId: string): Resource | undefined =>
    assembly.resources.find((each) => each.stack === stack && each.logicalId === logicalId);

  function nameOf(resource: Resource): string {
    const { type, stack, logicalId, properties } = resource;
    if (type === 'AWS::Cognito::UserPool') return surroundings.poolId;
    const property = nameProperties[type];
    const name = property && resolve(stack, properties[property]);
    if (typeof name === 'string') return name;
    const made = `${stack.name}-${logicalId}`;
    return type === 'AWS::S3::Bucket' ? made.toLowerCase() : made;
  }

  function arnOf(resource: Resource): string {
    const tail = arnTails[resource.type];
    if (!tail) throw new UnknownPart(`the ARN of a ${resource.type} has no local value`);
    return `arn:aws:${tail(nameOf(resource), place)}`;
  }

  function refOf(resource: Resource): string {
    if (refersByArn.has(resource.type)) return arnOf(resource);
    if (resource.type === 'AWS::SQS::Queue') {
      return `https://sqs.${region}.amazonaws.com/${account}/${nameOf(resource)}`;
    }
    return nameOf(resource);
  }

  function attribute(stack: Stack, logicalId: string, name: string): unknown {
    const resource = find(stack, logicalId);
    if (!resource)
      throw new UnknownPart(`Fn::GetAtt names ${logicalId}, which is not in the stack`);
    if (name === 'Arn') return arnOf(resource);
    switch (`${resource.type} ${name}`) {
      case 'AWS::ApiGatewayV2::Api ApiEndpoint':
        return surroundings.apiUrl;
      case 'AWS::Cognito::UserPool ProviderURL':
        return surroundings.issuer;
      case 'AWS::Cognito::UserPool ProviderName':
        return new URL(surroundings.issuer).host + new URL(surroundings.issuer).pathname;
      case 'AWS::Cognito::UserPool UserPoolId':
      case 'AWS::Cognito::UserPoolClient ClientId':
      case 'AWS::SNS::Topic TopicName':
      case 'AWS::SQS::Queue QueueName':
      case 'AWS::StepFunctions::StateMachine Name':
        return nameOf(resource);
      case 'AWS::Cognito::UserPoolClient ClientSecret':
        return surroundings.secretOfClient(nameOf(resource));
      case 'AWS::DynamoDB::GlobalTable StreamArn':
      case 'AWS::DynamoDB::Table StreamArn':
        return `${arnOf(resource)}/stream/local`;
      case 'AWS::SNS::Topic TopicArn':
        return arnOf(resource);
      case 'AWS::SQS::Queue QueueUrl':
        return refOf(resource);
      default:
        throw new UnknownPart(`the attribute ${name} of a ${resource.type} has no local value`);
    }
  }

  const pseudo: Readonly<Record<string, unknown>> = {
    'AWS::AccountId': account,
    'AWS::NoValue': undefined,
    'AWS::Partition': 'aws',
    'AWS::Region': region,
    'AWS::URLSuffix': 'amazonaws.com',
  };

  function reference(stack: Stack, name: string): unknown {
    if (name === 'AWS::StackName') return stack.name;
    if (Object.hasOwn(pseudo, name)) return pseudo[name];
    const resource = find(stack, name);
    if (resource) return refOf(resource);
    const parameter = stack.template.Parameters?.[name];
    if (parameter && parameter.Default !== undefined) return parameter.Default;
    throw new UnknownPart(`Ref names ${name}, which has no local value`);
  }

  function exported(name: unknown): unknown {
    for (const stack of assembly.stacks) {
      for (const { Export, Value } of Object.values(stack.template.Outputs ?? {})) {
        if (Export && resolve(stack, Export.Name) === name) return resolve(stack, Value);
      }
    }
    throw new UnknownPart(`Fn::ImportValue names ${String(name)}, which no stack exports`);
  }

  function outputOf(argument: unknown): unknown {
    const { StackName, OutputName } = argument as { StackName?: unknown; OutputName?: unknown };
    const stack = assembly.stacks.find(({ name }) => name === StackName);
    const output = stack?.template.Outputs?.[String(OutputName)];
    if (stack && output) return resolve(stack, output.Value);
    throw new UnknownPart(
      `Fn::GetStackOutput names ${String(StackName)}.${String(OutputName)}, which no stack gives`,
    );
  }

  function substitute(stack: Stack, argument: unknown): string {
    const [text, own] = (Array.isArray(argument) ? argument : [argument, {}]) as [
      string,
      Record<string, unknown>,
    ];
    return text.replace(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) => {
      if (literal) return `\${${name}}`;
      if (Object.hasOwn(own, name)) return String(resolve(stack, own[name]));
      const [logicalId = '', ...attributePath] = name.split('.');
      return String(
        attributePath.length
          ? attribute(stack, logicalId, attributePath.join('.'))
          : reference(stack, name),
      );
    });
  }

  function intrinsic(stack: Stack, name: string, argument: unknown): unknown {
    switch (name) {
      case 'Ref':
        return reference(stack, String(argument));
      case 'Fn::GetAtt': {
        const [logicalId = '', ...path] = Array.isArray(argument)
          ? argument.map(String)
          : String(argument).split('.');
        return attribute(stack, logicalId, path.join('.'));
      }
      case 'Fn::Join': {
        const [separator, parts] = argument as [string, unknown];
        return (resolve(stack, parts) as unknown[]).join(separator);
      }
      case 'Fn::Select': {
        const [index, list] = argument as [number | string, unknown];
        const chosen = (resolve(stack, list) as unknown[])[Number(index)];
        if (chosen === undefined) throw new UnknownPart(`Fn::Select finds nothing at ${index}`);
        return chosen;
      }
      case 'Fn::Split': {
        const [separator, text] = argument as [string, unknown];
        return String(resolve(stack, text)).split(separator);
      }
      case 'Fn::Sub':
        return substitute(stack, argument);
      case 'Fn::ImportValue':
        return exported(resolve(stack, argument));
      case 'Fn::GetStackOutput':
        return outputOf(resolve(stack, argument));
      default:
        throw new UnknownPart(`the intrinsic ${name} is not known`);
    }
  }

  function resolve(stack: Stack, value: unknown): unknown {
    if (Array.isArray(value)) {
      return value.map((each) => resolve(stack, each)).filter((each) => each !== undefined);
    }
    if (value === null || typeof value !== 'object') return value;
    const entries = Object.entries(value);
    const [first] = entries;
    if (entries.length === 1 && first && (first[0] === 'Ref' || first[0].startsWith('Fn::'))) {
      return intrinsic(stack, first[0], first[1]);
    }
    return Object.fromEntries(
      entries
        .map(([key, each]) => [key, resolve(stack, each)] as const)
        .filter(([, each]) => each !== undefined),
    );
  }

  return {
    resolve,
    properties: <T>(resource: Resource) => {
      const used = bootedTypes[resource.type]?.used ?? [];
      const chosen = Object.entries(resource.properties).filter(([name]) => used.includes(name));
      return resolve(resource.stack, Object.fromEntries(chosen)) as T;
    },
    nameOf,
    refOf,
    arnOf,
  };
}
