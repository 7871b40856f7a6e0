/** The OpenAPI 3.1 document of the API, made from the very schemas that validate its requests. */
import * as z from 'zod';
import { Problem, problems } from './problems.ts';
import { conditionsOf, isWrite, problemsOf, type Route } from './route.ts';
import { routes } from './routes/index.ts';
import { scopes } from './scopes.ts';

type Schema = Record<string, unknown>;

/** JSON Schema of a zod type, with named types as references into `components`. */
function schemaOf(
  type: z.ZodType,
  io: 'input' | 'output',
  components: Record<string, Schema>,
): Schema {
  const {
    $defs = {},
    $schema: _dialect,
    ...schema
  } = z.toJSONSchema(type, {
    io,
    target: 'draft-2020-12',
    unrepresentable: 'any',
    reused: 'inline',
  }) as Schema & { $defs?: Record<string, Schema> };
  const suffix = io === 'input' ? 'Input' : '';
  const renamed = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(renamed);
    if (node === null || typeof node !== 'object') return node;
    return Object.fromEntries(
      Object.entries(node).flatMap(([key, value]) => {
        if (key === '$ref' && typeof value === 'string') {
          return [[key, `#/components/schemas/${value.replace('#/$defs/', '')}${suffix}`]];
        }
        // The bounds of a safe integer say nothing to a reader.
        const bound = key === 'maximum' || key === 'minimum';
        if (bound && Math.abs(Number(value)) === Number.MAX_SAFE_INTEGER) return [];
        return [[key, renamed(value)]];
      }),
    );
  };
  for (const [name, definition] of Object.entries($defs)) {
    const { id: _id, ...body } = definition;
    components[`${name}${suffix}`] = renamed(body) as Schema;
  }
  const { id, ...body } = renamed(schema) as Schema & { id?: string };
  if (typeof id !== 'string') return body;
  components[`${id}${suffix}`] = body;
  return { $ref: `#/components/schemas/${id}${suffix}` };
}

const header = (name: string, description: string, example: string) => ({
  name,
  in: 'header',
  required: true,
  description,
  schema: { type: 'string' },
  example,
});

/** The whole document. Deterministic: the committed copy is compared with it. */
export function openApi() {
  const components: Record<string, Schema> = {};
  schemaOf(Problem, 'output', components);
  const paths: Record<string, Record<string, unknown>> = {};
  for (const [operationId, route] of Object.entries<Route>(routes)) {
    const item = paths[route.path] ?? {};
    item[route.method.toLowerCase()] = describe(operationId, route, components);
    paths[route.path] = item;
  }
  const sorted = Object.fromEntries(
    Object.entries(components).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
  return {
    openapi: '3.1.1',
    info: {
      title: 'Patravali (पत्रावली)',
      version: '1.0.0',
      description:
        'An e-Office for Indian district administrations. Every write needs an Idempotency-Key: repeat it freely, the first answer stands. Every refusal is a problem document (RFC 9457) in Hindi or English by Accept-Language.',
    },
    paths,
    components: {
      schemas: sorted,
      securitySchemes: {
        signIn: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: Object.entries(scopes)
            .map(([name, text]) => `${name}: ${text}`)
            .join('; '),
        },
      },
    },
  };
}

function describe(operationId: string, route: Route, components: Record<string, Schema>) {
  const { area, summary, params, query, body, reply, access } = route;
  const inPlace = (place: 'path' | 'query', object: z.ZodObject | undefined) =>
    Object.entries(object?.shape ?? {}).map(([name, type]) => {
      const { description, ...schema } = schemaOf(type as z.ZodType, 'input', components);
      return {
        name,
        in: place,
        required: place === 'path' || !(type as z.ZodType).safeParse(undefined).success,
        ...(typeof description === 'string' && { description }),
        schema,
      };
    });
  const headers = [
    ...(isWrite(route)
      ? [
          header(
            'Idempotency-Key',
            'Fresh for every act; the same for its repetitions.',
            '5f0c3c0e-6a3a-4b7e-8f5e-0b1c2d3e4f50',
          ),
        ]
      : []),
    ...(route.ifMatch ? [header('If-Match', 'The version that was read (its ETag).', '"12"')] : []),
    ...(access === 'public'
      ? []
      : [
          {
            ...header(
              'Patravali-Post',
              'The post to act in, for whoever holds several, has charge of one, or is its link officer; without it, the substantive one.',
              'pst_01JZ0000000000000000000000',
            ),
            required: false,
          },
        ]),
    {
      ...header('Accept-Language', 'Language of a refusal: `hi` or `en`; Hindi by default.', 'hi'),
      required: false,
    },
  ];
  return {
    operationId,
    tags: [area],
    summary: summary.en,
    description: [summary.hi, conditionsOf(route)].filter(Boolean).join('\n\n'),
    ...(access === 'public' ? { security: [] } : { security: [{ signIn: [access] }] }),
    parameters: [...inPlace('path', params), ...inPlace('query', query), ...headers],
    ...(body && {
      requestBody: {
        required: true,
        content: { 'application/json': { schema: schemaOf(body, 'input', components) } },
      },
    }),
    responses: {
      [reply.status]: {
        description: summary.en,
        content: { 'application/json': { schema: schemaOf(reply.body, 'output', components) } },
      },
      ...refusals(route),
    },
  };
}

/** What an act that needs a fresh sign-in answers with. Source: RFC 9470. */
const challenge = {
  'WWW-Authenticate': {
    description:
      'For step-up-required: the age of the sign-in in seconds (`max_age`) and its ways (`acr_values`) that will do.',
    schema: { type: 'string' },
    example:
      'Bearer error="insufficient_user_authentication", error_description="Sign in again for this act", max_age="600"',
  },
};

/** Several problems can share a status, and OpenAPI has room for one response per status. */
function refusals(route: Route) {
  const byStatus = Map.groupBy(problemsOf(route), (code) => problems[code].status);
  return Object.fromEntries(
    [...byStatus]
      .sort(([a], [b]) => a - b)
      .map(([status, codes]) => [
        status,
        {
          description: codes.map((code) => `${code}: ${problems[code].en}`).join('; '),
          ...(codes.includes('step-up-required') && { headers: challenge }),
          content: {
            'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
          },
        },
      ]),
  );
}
