import type { APIGatewayProxyEventV2WithJWTAuthorizer } from 'aws-lambda';

/** API Gateway's HTTP API speaks payload version 2.0 here, locally and in tests alike. */
export type HttpEvent = Omit<APIGatewayProxyEventV2WithJWTAuthorizer, 'requestContext'> & {
  requestContext: Omit<APIGatewayProxyEventV2WithJWTAuthorizer['requestContext'], 'authorizer'> & {
    // Public routes have no authorizer.
    authorizer?: APIGatewayProxyEventV2WithJWTAuthorizer['requestContext']['authorizer'];
  };
};
export type { APIGatewayProxyStructuredResultV2 as HttpResult } from 'aws-lambda';
