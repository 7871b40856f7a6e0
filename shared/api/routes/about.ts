import * as z from 'zod';
import type { Route } from '../route.ts';

const Explained = z
  .object({ code: z.string(), status: z.int(), hi: z.string(), en: z.string() })
  .meta({ id: 'ProblemExplained' });

export const aboutRoutes = {
  getHealth: {
    area: 'about',
    method: 'GET',
    path: '/v1/health',
    summary: { hi: 'सेवा चालू है या नहीं', en: 'Whether the service answers' },
    access: 'public',
    reply: {
      status: 200,
      body: z.object({ ok: z.literal(true), stage: z.string() }).meta({ id: 'Health' }),
    },
    problems: [],
  },
  getOpenApi: {
    area: 'about',
    method: 'GET',
    path: '/v1/openapi.json',
    summary: { hi: 'यह API, OpenAPI 3.1 में', en: 'This API, as OpenAPI 3.1' },
    access: 'public',
    reply: { status: 200, body: z.json() },
    problems: [],
  },
  getDocumentation: {
    area: 'about',
    method: 'GET',
    path: '/v1/docs',
    summary: { hi: 'इस API की पुस्तिका', en: 'The documentation page' },
    access: 'public',
    reply: { status: 200, body: z.string().meta({ description: 'HTML' }) },
    problems: [],
  },
  getProblem: {
    area: 'about',
    method: 'GET',
    path: '/v1/problems',
    summary: { hi: 'सभी त्रुटि-कोड और उनके वाक्य', en: 'Every problem code with its sentences' },
    access: 'public',
    reply: {
      status: 200,
      body: z
        .object({
          items: z.array(Explained),
        })
        .meta({ id: 'ProblemCatalogue' }),
    },
    problems: [],
  },
} as const satisfies Record<string, Route>;
