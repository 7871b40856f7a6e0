import type { openApi } from '../shared/api/openapi.ts';
import { problems } from '../shared/api/problems.ts';

type Document = ReturnType<typeof openApi>;
interface Operation {
  operationId: string;
  tags: string[];
  summary: string;
  description: string;
  security: { signIn?: string[] }[];
  parameters: { name: string; in: string; required: boolean; description?: string }[];
  requestBody?: { content: Record<string, { schema: unknown }> };
  responses: Record<string, { description: string; content?: Record<string, { schema: unknown }> }>;
}

const escaped = (text: string) =>
  text.replace(
    /[&<>"]/g,
    (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c] ?? c,
  );

/** The API's documentation as one page without scripts or outside hosts: it works offline and at once. */
export function documentationPage(document: Document): string {
  const operations = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item as Record<string, Operation>).map(([method, operation]) => ({
      path,
      method: method.toUpperCase(),
      operation,
    })),
  );
  const byTag = Map.groupBy(operations, ({ operation }) => operation.tags[0] ?? '');
  const menu = [...byTag]
    .map(
      ([tag, list]) =>
        `<li><b>${tag}</b><ul>${list
          .map(
            ({ operation }) =>
              `<li><a href="#${operation.operationId}">${operation.operationId}</a></li>`,
          )
          .join('')}</ul></li>`,
    )
    .join('');
  const body = operations.map((each) => section(each)).join('');
  const schemas = Object.entries(document.components.schemas)
    .map(
      ([name, schema]) =>
        `<details id="schema-${name}"><summary>${name}</summary><pre>${linked(escaped(JSON.stringify(schema, null, 2)))}</pre></details>`,
    )
    .join('');
  const refusals = Object.entries(problems)
    .map(
      ([code, { status, hi, en }]) =>
        `<tr id="problem-${code}"><td><code>${code}</code></td><td>${status}</td><td lang="hi">${escaped(hi)}</td><td>${escaped(en)}</td></tr>`,
    )
    .join('');
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>Patravali API</title><style>${style}</style></head><body><nav aria-label="Operations"><h1>पत्रावली <small>API 1.0</small></h1><p><a href="/v1/openapi.json">openapi.json</a> · <a href="#problems">problems</a> · <a href="#schemas">schemas</a></p><ul>${menu}</ul></nav><main><p lang="hi">यह पुस्तिका बिना इंटरनेट के भी खुलती है। हर लेखन-अनुरोध में <code>Idempotency-Key</code> दें; वही अनुरोध दोहराने पर पहला उत्तर ही मिलता है। उदाहरणों में <code>$API</code> इस सेवा का पता है।</p><p>In the examples <code>$API</code> is the address of this service.</p><p>${escaped(document.info.description)}</p>${body}<h2 id="schemas">Schemas</h2>${schemas}<h2 id="problems">Problems · त्रुटियाँ</h2><table><tr><th>code</th><th>status</th><th>हिन्दी</th><th>English</th></tr>${refusals}</table></main></body></html>`;
}

function section({
  path,
  method,
  operation,
}: {
  path: string;
  method: string;
  operation: Operation;
}) {
  const { operationId, summary, description, parameters, requestBody, responses, security } =
    operation;
  const scope = security[0]?.signIn?.[0];
  const rows = parameters
    .map(
      ({ name, in: place, required, description: text = '' }) =>
        `<tr><td><code>${name}</code></td><td>${place}${required ? ', required' : ''}</td><td>${escaped(text)}</td></tr>`,
    )
    .join('');
  const answers = Object.entries(responses)
    .map(([status, { description: text, content }]) => {
      const schema = content && Object.values(content)[0]?.schema;
      return `<tr><td>${status}</td><td>${escaped(text)}</td><td>${schema ? referenceOf(schema) : ''}</td></tr>`;
    })
    .join('');
  const sent = requestBody && Object.values(requestBody.content)[0]?.schema;
  const headers = [
    ...(scope ? ["-H 'Authorization: Bearer TOKEN'"] : []),
    ...parameters
      .filter((parameter) => parameter.in === 'header' && parameter.required)
      .map(({ name }) => `-H '${name}: ${name === 'If-Match' ? '"12"' : 'UUID'}'`),
    ...(sent ? ["-H 'Content-Type: application/json' -d '{…}'"] : []),
  ];
  const curl = `curl ${method === 'GET' ? '' : `-X ${method} `}$API${path} ${headers.join(' ')}`;
  return `<section id="${operationId}"><h2><span class="m ${method}">${method}</span> <code>${escaped(path)}</code></h2><p>${escaped(summary)}<br><span lang="hi">${escaped(description)}</span></p><p>${scope ? `scope <code>patravali/${scope}</code>` : 'public'}${sent ? ` · body ${referenceOf(sent)}` : ''}</p><pre>${escaped(curl)}</pre>${rows ? `<table>${rows}</table>` : ''}<details><summary>answers</summary><table>${answers}</table></details></section>`;
}

function referenceOf(schema: unknown): string {
  const name = /#\/components\/schemas\/([A-Za-z]+)/.exec(JSON.stringify(schema))?.[1];
  return name ? `<a href="#schema-${name}">${name}</a>` : '';
}
const linked = (text: string) =>
  text.replace(/#\/components\/schemas\/([A-Za-z]+)/g, '<a href="#schema-$1">$1</a>');

const style =
  'body{margin:0;font:16px/1.5 system-ui,"Noto Sans Devanagari",sans-serif;color:#1b1b1b;display:grid;grid-template-columns:17rem minmax(0,1fr)}nav{position:sticky;top:0;height:100vh;overflow:auto;padding:1rem;background:#f3f5f1;box-sizing:border-box}nav ul{list-style:none;padding-left:.5rem;margin:.2rem 0}h1{font-size:1.3rem}h1 small{font-weight:400}main{padding:1rem 2rem;max-width:62rem}section{border-top:1px solid #ccd3c7;padding-top:.5rem}h2{font-size:1.1rem}.m{display:inline-block;min-width:4.2rem;text-align:center;border-radius:4px;color:#fff;background:#2f6f3e}.POST{background:#7a4a00}.PUT{background:#1d4f91}.DELETE{background:#9b1c1c}pre{background:#f7f7f4;padding:.6rem;overflow:auto;font-size:.85rem}table{border-collapse:collapse;font-size:.9rem}td,th{border:1px solid #d9ddd5;padding:.25rem .5rem;text-align:left;vertical-align:top}a{color:#174ea6}@media(max-width:50rem){body{display:block}nav{position:static;height:auto}main{padding:1rem}}';
