import { Logger } from '@aws-lambda-powertools/logger';

/** Structured log: ids and codes only, never bodies, texts or tokens. */
export const log = new Logger();
