import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openApi } from '../../shared/api/openapi.ts';
import { languageOf, problems } from '../../shared/api/problems.ts';
import { isWrite, problemsOf, type Route } from '../../shared/api/route.ts';
import { routes } from '../../shared/api/routes/index.ts';
import { scopes } from '../../shared/api/scopes.ts';

const all = Object.entries<Route>(routes);
const open = [
  'trackLetter',
  'verifyLetter',
  'getHealth',
  'getOpenApi',
  'getDocumentation',
  'getProblem',
];

describe('every route', () => {
  it.each(all)('%s needs a scope, or is one of the few that are open to all', (id, { access }) => {
    if (access === 'public') expect(open).toContain(id);
    else expect(Object.keys(scopes)).toContain(access);
  });

  it.each(all)(
    '%s names only problems of the catalogue, and the scope to write when it writes',
    (id, route) => {
      for (const code of problemsOf(route)) expect(problems).toHaveProperty(code);
      if (isWrite(route)) expect(route.access, id).toMatch(/\.write$/);
    },
  );

  it('has its own method and path', () => {
    const keys = all.map(([, { method, path }]) => `${method} ${path}`);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it.each(all)('%s has a summary in both languages', (_, { summary }) => {
    expect(summary.hi).toMatch(/[\u0900-\u097f]/);
    expect(summary.en).toMatch(/[A-Za-z]/);
  });
});

describe('the OpenAPI document', () => {
  it('is the committed one (npm run openapi)', () => {
    const committed = readFileSync(
      new URL('../../functions/about/openapi.json', import.meta.url),
      'utf8',
    );
    expect(JSON.parse(committed)).toEqual(JSON.parse(JSON.stringify(openApi())));
  });

  it('refers only to schemas it holds', () => {
    const document = openApi();
    const text = JSON.stringify(document);
    for (const [, name] of text.matchAll(/#\/components\/schemas\/(\w+)/g)) {
      expect(document.components.schemas).toHaveProperty(name ?? '');
    }
  });
});

describe('the language of a problem', () => {
  it.each([
    [undefined, 'hi'],
    ['en', 'en'],
    ['hi-IN,en;q=0.8', 'hi'],
    ['en;q=0.9,hi;q=0.5', 'en'],
    ['fr', 'hi'],
    ['*;q=nonsense', 'hi'],
  ])('of %s is %s', (header, language) => {
    expect(languageOf(header)).toBe(language);
  });
});
