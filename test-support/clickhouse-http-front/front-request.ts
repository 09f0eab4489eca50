import type { IncomingMessage } from 'node:http';

/** A request of ClickHouse's HTTP interface, its body aside (https://clickhouse.com/docs/interfaces/http). */
export interface FrontRequest {
  /** From the URL; undefined when the body is the statement. */
  readonly statement: string | undefined;
  readonly database: string;
  readonly queryId: string;
  readonly user: string;
  readonly password: string;
  /** Also the values of the statement's `{name:Type}` placeholders, each as `param_name`. */
  readonly settings: Readonly<Record<string, string>>;
}

/** Parts of the URL that say how to answer and that the engine would not know as settings. */
const NO_SETTINGS: ReadonlySet<string> = new Set([
  'query',
  'database',
  'query_id',
  'user',
  'password',
  // The front always waits; the client sends this one to ask a server for it.
  'wait_end_of_query',
  'enable_http_compression',
]);

function credentials(request: IncomingMessage): readonly [user: string, password: string] {
  const basic = /^Basic (.+)$/.exec(request.headers.authorization ?? '')?.[1];
  if (basic === undefined) return ['default', ''];
  const [user, ...password] = Buffer.from(basic, 'base64').toString('utf8').split(':');
  return [user!, password.join(':')];
}

export function readFrontRequest(request: IncomingMessage): FrontRequest {
  const { searchParams } = new URL(request.url ?? '/', 'http://front');
  const [user, password] = credentials(request);
  return {
    statement: searchParams.get('query') ?? undefined,
    database: searchParams.get('database') ?? 'default',
    queryId: searchParams.get('query_id') ?? '',
    user,
    password,
    settings: Object.fromEntries([...searchParams].filter(([name]) => !NO_SETTINGS.has(name))),
  };
}
