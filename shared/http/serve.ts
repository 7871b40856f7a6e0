import type { Context } from 'aws-lambda';
import type { ApiArea, Route } from '../api/route.ts';
import type { HttpEvent, HttpResult } from './event.ts';
import type { Operation } from './handler.ts';

type OperationsOf<Table extends Record<string, Route>, A extends ApiArea> = {
  [Id in keyof Table as Table[Id]['area'] extends A ? Id : never]: Operation<Table[Id]>;
};

/**
 * One Lambda handler for an area's routes. A route left out, or answered by another's operation, does
 * not compile. The gateway has matched the route already, so dispatch is one look-up.
 */
export function serve<Table extends Record<string, Route>, A extends ApiArea>(
  _area: A,
  _table: Table,
  operations: OperationsOf<Table, A>,
) {
  const byKey = new Map(
    Object.values<Operation<Route>>(operations).map((operation) => [
      `${operation.route.method} ${operation.route.path}`,
      operation,
    ]),
  );
  return async (event: HttpEvent, context: Context): Promise<HttpResult> => {
    const operation = byKey.get(event.routeKey);
    if (operation) return (await operation(event, context)) as HttpResult;
    const { languageOf, problemDocument } = await import('../api/problems.ts');
    const language = languageOf(event.headers?.['accept-language']);
    return {
      statusCode: 404,
      headers: { 'content-type': 'application/problem+json' },
      body: JSON.stringify(
        problemDocument('not-found', { language, instance: event.requestContext.requestId }),
      ),
    };
  };
}
