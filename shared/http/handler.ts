import middy, { type MiddyfiedHandler } from '@middy/core';
import type { Route } from '../api/route.ts';
import type { HttpEvent, HttpResult } from './event.ts';
import { problemDetails } from './problemDetails.ts';

/** A Lambda handler that knows which route it answers. */
export type Operation<R extends Route> = MiddyfiedHandler<HttpEvent, HttpResult> & { route: R };

/** Any operation: what `handle` answers, with every error as a problem document. */
export function handlerOf<R extends Route>(
  route: R,
  handle: (event: HttpEvent) => Promise<HttpResult>,
): Operation<R> {
  const handler = middy<HttpEvent, HttpResult>(handle).use(problemDetails(route));
  return Object.assign(handler, { route }) as Operation<R>;
}
