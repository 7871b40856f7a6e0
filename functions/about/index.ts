import { readFile } from 'node:fs/promises';
import { problems } from '../../shared/api/problems.ts';
import { aboutRoutes } from '../../shared/api/routes/about.ts';
import { env } from '../../shared/env.ts';
import type { HttpResult } from '../../shared/http/event.ts';
import { handlerOf } from '../../shared/http/handler.ts';
import { serve } from '../../shared/http/serve.ts';

const answer = (contentType: string, body: string): HttpResult => ({
  statusCode: 200,
  headers: {
    'content-type': contentType,
    'cache-control': 'no-cache',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
  },
  body,
});
/** A file that stands beside the function. Read when asked for: health checks must not carry the whole contract. */
const beside = (name: string) => readFile(new URL(`./${name}`, import.meta.url), 'utf8');
const json = (value: unknown) => answer('application/json; charset=utf-8', JSON.stringify(value));

export const handler = serve('about', aboutRoutes, {
  getHealth: handlerOf(aboutRoutes.getHealth, async () => json({ ok: true, stage: env().STAGE })),
  getOpenApi: handlerOf(aboutRoutes.getOpenApi, async () =>
    answer('application/json; charset=utf-8', await beside('openapi.json')),
  ),
  getDocumentation: handlerOf(aboutRoutes.getDocumentation, async () =>
    answer('text/html; charset=utf-8', await beside('documentation.html')),
  ),
  getProblem: handlerOf(aboutRoutes.getProblem, async () =>
    json({ items: Object.entries(problems).map(([code, entry]) => ({ code, ...entry })) }),
  ),
});
