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
const json = (value: unknown) => answer('application/json; charset=utf-8', JSON.stringify(value));

export const handler = serve('about', aboutRoutes, {
  getHealth: handlerOf(aboutRoutes.getHealth, async () => json({ ok: true, stage: env().STAGE })),
  getOpenApi: handlerOf(aboutRoutes.getOpenApi, async () => {
    // Loaded when asked for: health checks must not carry the whole contract.
    const { default: openapi } = await import('./openapi.json', { with: { type: 'json' } });
    return json(openapi);
  }),
  getDocumentation: handlerOf(aboutRoutes.getDocumentation, async () => {
    const { default: page } = await import('./documentation.json', { with: { type: 'json' } });
    return answer('text/html; charset=utf-8', page.html);
  }),
  getProblem: handlerOf(aboutRoutes.getProblem, async () =>
    json({ items: Object.entries(problems).map(([code, entry]) => ({ code, ...entry })) }),
  ),
});
