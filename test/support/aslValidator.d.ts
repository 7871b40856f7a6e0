/** asl-validator 4 ships no types of its own. */
declare module 'asl-validator' {
  export default function validate(definition: unknown): {
    isValid: boolean;
    errors: { 'Error code': string; Message?: string }[];
  };
}
