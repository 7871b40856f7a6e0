/**
 * Every resource type that may stand in the template, and what the local runner makes of it.
 *
 * A type, or a property of a booted type, that is not listed here stops the start: whoever adds it to the CDK app
 * decides here what it means on one machine, so that what runs locally never silently differs from what deploys.
 */
export interface BootedType {
  /** Properties that the runner acts on. */
  readonly used: readonly string[];
  /** Properties that mean nothing on one machine: encryption keys, tracing, descriptions. */
  readonly idle: readonly string[];
}

const table: BootedType = {
  used: [
    'AttributeDefinitions',
    'GlobalSecondaryIndexes',
    'KeySchema',
    'LocalSecondaryIndexes',
    'StreamSpecification',
    'TableName',
    'TimeToLiveSpecification',
  ],
  idle: [
    'BillingMode',
    'DeletionProtectionEnabled',
    'PointInTimeRecoverySpecification',
    'Replicas',
    'SSESpecification',
    'Tags',
  ],
};

export const bootedTypes: Readonly<Record<string, BootedType>> = {
  'AWS::ApiGatewayV2::Api': { used: ['Name', 'ProtocolType'], idle: ['Description', 'Tags'] },
  'AWS::ApiGatewayV2::Authorizer': {
    used: ['AuthorizerType', 'IdentitySource', 'JwtConfiguration'],
    idle: ['ApiId', 'Name'],
  },
  'AWS::ApiGatewayV2::Integration': {
    used: ['IntegrationType', 'IntegrationUri', 'PayloadFormatVersion', 'TimeoutInMillis'],
    idle: ['ApiId'],
  },
  'AWS::ApiGatewayV2::Route': {
    used: ['AuthorizationScopes', 'AuthorizationType', 'AuthorizerId', 'RouteKey', 'Target'],
    idle: ['ApiId', 'OperationName'],
  },
  'AWS::ApiGatewayV2::Stage': {
    used: ['StageName'],
    idle: ['AccessLogSettings', 'ApiId', 'AutoDeploy', 'DefaultRouteSettings', 'Tags'],
  },
  'AWS::Cognito::UserPool': {
    used: [],
    idle: [
      'AccountRecoverySetting',
      'AdminCreateUserConfig',
      'AliasAttributes',
      'AutoVerifiedAttributes',
      'DeletionProtection',
      'EmailVerificationMessage',
      'EmailVerificationSubject',
      'EnabledMfas',
      'MfaConfiguration',
      'Policies',
      'Schema',
      'SmsVerificationMessage',
      'UserPoolName',
      'UserPoolTags',
      'UserPoolTier',
      'UsernameConfiguration',
      'VerificationMessageTemplate',
    ],
  },
  'AWS::Cognito::UserPoolClient': {
    used: [
      'AllowedOAuthFlows',
      'AllowedOAuthScopes',
      'CallbackURLs',
      'ClientName',
      'GenerateSecret',
      'LogoutURLs',
    ],
    idle: [
      'AccessTokenValidity',
      'AllowedOAuthFlowsUserPoolClient',
      'EnableTokenRevocation',
      'ExplicitAuthFlows',
      'IdTokenValidity',
      'PreventUserExistenceErrors',
      'RefreshTokenRotation',
      'RefreshTokenValidity',
      'SupportedIdentityProviders',
      'TokenValidityUnits',
      'UserPoolId',
    ],
  },
  'AWS::Cognito::UserPoolResourceServer': {
    used: ['Identifier', 'Scopes'],
    idle: ['Name', 'UserPoolId'],
  },
  'AWS::DynamoDB::GlobalTable': table,
  'AWS::DynamoDB::Table': table,
  'AWS::Events::Rule': {
    used: ['EventPattern', 'Name', 'ScheduleExpression', 'State', 'Targets'],
    idle: ['Description', 'RoleArn', 'Tags'],
  },
  'AWS::Lambda::EventSourceMapping': {
    used: [
      'BatchSize',
      'BisectBatchOnFunctionError',
      'DestinationConfig',
      'Enabled',
      'EventSourceArn',
      'FilterCriteria',
      'FunctionName',
      'FunctionResponseTypes',
      'MaximumRetryAttempts',
      'StartingPosition',
    ],
    // Local changes wait until they are handled, however old they grow.
    idle: ['MaximumBatchingWindowInSeconds', 'MaximumRecordAgeInSeconds', 'ScalingConfig', 'Tags'],
  },
  'AWS::Lambda::Function': {
    used: [
      'Code',
      'Environment',
      'FunctionName',
      'Handler',
      'MemorySize',
      'ReservedConcurrentExecutions',
      'Runtime',
      'Timeout',
    ],
    idle: [
      'Architectures',
      'Description',
      'EphemeralStorage',
      'KmsKeyArn',
      'LoggingConfig',
      'Role',
      'Tags',
      'TracingConfig',
    ],
  },
  'AWS::S3::Bucket': {
    used: [
      'BucketName',
      'CorsConfiguration',
      'LifecycleConfiguration',
      'NotificationConfiguration',
      'ObjectLockConfiguration',
      'ObjectLockEnabled',
      'VersioningConfiguration',
    ],
    idle: [
      'BucketEncryption',
      'LoggingConfiguration',
      'OwnershipControls',
      'PublicAccessBlockConfiguration',
      'Tags',
    ],
  },
  'AWS::SNS::Topic': {
    used: ['TopicName'],
    idle: ['DisplayName', 'KmsMasterKeyId', 'Subscription', 'Tags'],
  },
  'AWS::SQS::Queue': {
    used: ['MessageRetentionPeriod', 'QueueName', 'RedrivePolicy', 'VisibilityTimeout'],
    idle: ['KmsMasterKeyId', 'RedriveAllowPolicy', 'SqsManagedSseEnabled', 'Tags'],
  },
  'AWS::StepFunctions::StateMachine': {
    used: ['DefinitionString', 'StateMachineName', 'StateMachineType'],
    idle: [
      'EncryptionConfiguration',
      'LoggingConfiguration',
      'RoleArn',
      'Tags',
      'TracingConfiguration',
    ],
  },
};

const permissions =
  'one owner runs every part with one key; tests of the template keep the permissions right';
const disk = 'the disk belongs to the owner of the installation';
const watching = 'the owner watches the terminal and the logs in the data directory';

/** Types with nothing to boot, and why. */
export const ignoredTypes: Readonly<Record<string, string>> = {
  'AWS::CDK::Metadata': 'tells AWS which constructs were used',
  'AWS::CloudWatch::Alarm': watching,
  'AWS::CloudWatch::CompositeAlarm': watching,
  'AWS::CloudWatch::Dashboard': watching,
  'AWS::Cognito::ManagedLoginBranding': 'the embedded sign-in has a page of its own',
  'AWS::Cognito::UserPoolDomain': 'the embedded sign-in has an address of its own',
  'AWS::IAM::ManagedPolicy': permissions,
  'AWS::IAM::Policy': permissions,
  'AWS::IAM::Role': permissions,
  'AWS::KMS::Alias': disk,
  'AWS::KMS::Key': disk,
  'AWS::Lambda::Permission': permissions,
  'AWS::Logs::LogGroup': 'logs are files in the data directory',
  'AWS::Logs::MetricFilter': watching,
  'AWS::S3::BucketPolicy': permissions,
  'AWS::SNS::Subscription': watching,
  'AWS::SNS::TopicPolicy': permissions,
  'AWS::SQS::QueuePolicy': permissions,
};

/** What the runner does with each type it knows: boots it, or leaves it out and says why. */
export const knownResourceTypes: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.keys(bootedTypes).map((type) => [type, 'booted'])),
  ...Object.fromEntries(
    Object.entries(ignoredTypes).map(([type, reason]) => [type, `ignored: ${reason}`]),
  ),
};
