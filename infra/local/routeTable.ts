/** The routes of an HTTP API and how API Gateway chooses among them: the most literal path wins. */
export interface GatewayRoute {
  /** As in the template: `GET /v1/files/{fileId}`. */
  readonly key: string;
  readonly functionName: string;
  /** Scopes of which the token must carry one; undefined when anyone may call. */
  readonly scopes?: readonly string[];
  /** The integration's time limit in milliseconds, when shorter than the gateway's own. */
  readonly timeoutMs?: number;
}

export interface RouteMatch {
  readonly route: GatewayRoute;
  /** Decoded. */
  readonly pathParameters: Readonly<Record<string, string>>;
}

/** The path carries an escape that stands for no text, such as `%zz` or a lone `%E0`. */
export class MalformedPath extends Error {
  constructor() {
    super('The path is not valid percent-encoded UTF-8.');
    this.name = 'MalformedPath';
  }
}

export interface RouteTable {
  /** @throws MalformedPath */
  match(method: string, path: string): RouteMatch | undefined;
}

interface Node {
  readonly literals: Map<string, Node>;
  parameter?: Node;
  /** By method; `ANY` takes what has no route of its own. */
  readonly routes: Map<string, { route: GatewayRoute; names: readonly string[] }>;
}

const newNode = (): Node => ({ literals: new Map(), routes: new Map() });

/** @throws Error for a route key of a kind not known here: `$default` or a greedy `{name+}`. */
export function routeTable(routes: readonly GatewayRoute[]): RouteTable {
  const root = newNode();
  for (const route of routes) {
    const { method, segments } = parseRouteKey(route.key);
    let node = root;
    const names: string[] = [];
    for (const segment of segments) {
      const name = /^\{(\w+)\}$/.exec(segment)?.[1];
      if (name) {
        names.push(name);
        node.parameter ??= newNode();
        node = node.parameter;
      } else {
        const next = node.literals.get(segment) ?? newNode();
        node.literals.set(segment, next);
        node = next;
      }
    }
    node.routes.set(method, { route, names });
  }

  return {
    match(method, path) {
      const segments = path.split('/').slice(1).map(decode);
      const values: string[] = [];
      const found = descend(root, segments, 0, method, values);
      if (!found) return undefined;
      const pathParameters = Object.fromEntries(
        found.names.map((name, index) => [name, values[index] ?? '']),
      );
      return { route: found.route, pathParameters };
    },
  };
}

/** @throws Error for a kind of key not known here. */
export function parseRouteKey(key: string): { method: string; segments: string[] } {
  const [, method, path] = /^(ANY|[A-Z]+) (\/\S*)$/.exec(key) ?? [];
  if (!method || !path) throw new Error(`the route ${key} is of a kind that is not known`);
  const segments = path.split('/').slice(1);
  const odd = segments.find((segment) => /[{}]/.test(segment) && !/^\{\w+\}$/.test(segment));
  if (odd) throw new Error(`the route ${key} has the segment ${odd}, which is not known`);
  return { method, segments };
}

function descend(
  node: Node,
  segments: readonly string[],
  depth: number,
  method: string,
  values: string[],
): { route: GatewayRoute; names: readonly string[] } | undefined {
  const segment = segments[depth];
  if (segment === undefined) return node.routes.get(method) ?? node.routes.get('ANY');
  const literal = node.literals.get(segment);
  const found = literal && descend(literal, segments, depth + 1, method, values);
  if (found || !node.parameter || segment === '') return found;
  const before = values.length;
  values.push(segment);
  const further = descend(node.parameter, segments, depth + 1, method, values);
  if (!further) values.length = before;
  return further;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new MalformedPath();
  }
}
