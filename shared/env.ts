import * as z from 'zod';

/** What a function may read from its environment. CDK must supply every field, or it does not compile. */
const Env = z.object({
  STAGE: z.string().min(1),
  TABLE_NAME: z.string().min(3),
  QUARANTINE_BUCKET: z.string().min(3),
  DOCUMENTS_BUCKET: z.string().min(3),
  APPROVAL_MACHINE_ARN: z.string().startsWith('arn:'),
  READING_MACHINE_ARN: z.string().startsWith('arn:'),
  PRINTING_MACHINE_ARN: z.string().startsWith('arn:'),
});
export type Env = z.infer<typeof Env>;

let cached: Env | undefined;

/** Read on first use rather than at import, so a test can set the environment beforehand. */
export const env = (): Env => {
  cached ??= Env.parse(process.env);
  return cached;
};
