/**
 * Stands in the bundles for ways to credentials that a Lambda function has no use for: sign-in of a developer,
 * profiles in a file, other programs. Lambda hands a function its role in the environment, which is asked first.
 */
const none = () => async (): Promise<never> => {
  throw new Error('A function takes its credentials from the environment, and there are none.');
};
export const fromSSO = none;
export const fromIni = none;
export const fromProcess = none;
export const fromTokenFile = none;
