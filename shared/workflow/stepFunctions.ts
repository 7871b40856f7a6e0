import { SFNClient } from '@aws-sdk/client-sfn';

/** Created once per execution environment, so warm invocations reuse the connection. */
export const stepFunctions = new SFNClient({ maxAttempts: 3 });
