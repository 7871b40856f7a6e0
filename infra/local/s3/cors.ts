/** Cross-origin answers, from the rules of the bucket and from nothing else. */
import type { CorsRule } from './types.ts';

export interface CorsQuestion {
  origin: string;
  method: string;
  /** Header names a preflight asks about. */
  headers: string[];
}

function matchesHeader(pattern: string, name: string): boolean {
  const star = pattern.indexOf('*');
  if (star < 0) return pattern === name;
  const [before, after] = [pattern.slice(0, star), pattern.slice(star + 1)];
  return (
    name.length >= before.length + after.length && name.startsWith(before) && name.endsWith(after)
  );
}

/** The response headers that allow a cross-origin request, or undefined when no rule allows it. */
export function corsHeaders(
  rules: readonly CorsRule[],
  question: CorsQuestion,
): Record<string, string> | undefined {
  const rule = rules.find(
    (candidate) =>
      candidate.allowedOrigins.includes(question.origin) &&
      candidate.allowedMethods.includes(question.method) &&
      question.headers.every((name) =>
        candidate.allowedHeaders?.some((pattern) => matchesHeader(pattern.toLowerCase(), name)),
      ),
  );
  if (!rule) return undefined;
  const headers: Record<string, string> = {
    'access-control-allow-origin': question.origin,
    'access-control-allow-methods': rule.allowedMethods.join(', '),
  };
  if (question.headers.length > 0)
    headers['access-control-allow-headers'] = question.headers.join(', ');
  if (rule.exposedHeaders?.length)
    headers['access-control-expose-headers'] = rule.exposedHeaders.join(', ');
  if (rule.maxAgeSeconds !== undefined)
    headers['access-control-max-age'] = String(rule.maxAgeSeconds);
  return headers;
}

/** The header names in `access-control-request-headers`. */
export const requestedHeaders = (text: string | undefined): string[] =>
  (text ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '');
