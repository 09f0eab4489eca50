/**
 * A test double of a Vertica server: it speaks the wire protocol, so that the real driver can be
 * exercised where there is no Vertica, and runs a small subset of Vertica's SQL on DuckDB.
 *
 * It says nothing about Vertica's speed, plans or sizes. Its `version()` says TEST DOUBLE.
 */
import type { AuthenticationMethod } from './authentication';
import type { Faults } from './faults';
import { DoubleServer, type ServerSettings, type SessionRecord } from './server';

export { AUTHENTICATION_METHODS, type AuthenticationMethod } from './authentication';
export { type Severity, VerticaError, type VerticaErrorOptions } from './errors';
export { type Fault, type FaultAction, type FaultRule, type Faults } from './faults';
export { type SessionRecord } from './server';

export interface VerticaDoubleOptions {
  /** @default 'sha512' */
  readonly auth?: AuthenticationMethod;
  /**
   * Passwords by user.
   * @default dbadmin with the password `double`
   */
  readonly users?: Readonly<Record<string, string>>;
  /** The one database that exists. @default 'viewmarks' */
  readonly database?: string;
  /** COPY and prepared INSERT count their rows and store nothing. @default false */
  readonly sink?: boolean;
  /** Private key and certificate as PEM. @default none: an SSL request is refused */
  readonly tls?: ServerSettings['tls'];
  /** TCP port on the loopback interface. @default any free one */
  readonly port?: number;
}

export interface VerticaDouble {
  readonly host: string;
  readonly port: number;
  /** `vertica://user:password@host:port/database` of the first user. */
  readonly url: string;
  readonly faults: Pick<Faults, 'add' | 'clear'>;
  /** Every session since the start, in order. */
  readonly sessions: readonly SessionRecord[];
  /** Ends every session. Rejects with an AggregateError when the double itself failed. */
  stop(): Promise<void>;
}

export async function startVerticaDouble(
  options: VerticaDoubleOptions = {},
): Promise<VerticaDouble> {
  const users = options.users ?? { dbadmin: 'double' };
  const settings: ServerSettings = {
    auth: options.auth ?? 'sha512',
    users,
    database: options.database ?? 'viewmarks',
    sink: options.sink ?? false,
    tls: options.tls,
  };
  const server = await DoubleServer.start(settings, options.port ?? 0);
  const [user, password] = Object.entries(users)[0] ?? ['dbadmin', ''];
  const login = `${encodeURIComponent(user)}:${encodeURIComponent(password)}`;
  return {
    host: '127.0.0.1',
    port: server.port,
    url: `vertica://${login}@127.0.0.1:${server.port}/${settings.database}`,
    faults: server.faults,
    get sessions() {
      return server.sessions;
    },
    stop: () => server.stop(),
  };
}
