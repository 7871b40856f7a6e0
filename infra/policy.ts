import { type App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';

/**
 * Has every synthesis checked against the AWS Solutions rules. A finding fails it unless the code
 * beside the resource acknowledges that very finding with a reason.
 */
export function checkPolicy(app: App): void {
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
}
