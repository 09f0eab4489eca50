/**
 * One client's session, from the startup packet to its end.
 *
 * Message flows (`>` client, `<` server; letters as in `wire/`):
 * - start: `> startup`, `< R` (challenge), `> p`, `< R` (ok), `< S`..., `< K`, `< Z`
 * - query: `> Q`, then for each statement `< T`, `< D`..., `< C`, at the end `< Z`
 * - prepared: `> P D H`, `< 1 t T m`; `> B H`, `< 2`; `> E H S`, `< D`... `< s`, `< Z`
 * - load: see `copy-session.ts`
 * After an error in a prepared statement everything up to the next Sync is skipped.
 *
 * Source: the drivers vertica-nodejs 1.1.4 (`lib/client.js`, `lib/query.js`), vertica-python
 * (`vertica/cursor.py`, `vertica/connection.py`) and vertica-sql-go (`stmt.go`). PortalSuspended (s)
 * is what ends the rows of a prepared statement, although no portal is ever suspended.
 */
import {
  AUTHENTICATION_OK,
  type AuthenticationMethod,
  createChallenge,
  isRightAnswer,
} from './authentication';
import type { ClientStream } from './client-stream';
import { ConnectionOver } from './client-stream';
import { runCopy } from './copy-session';
import { type Cells, type Executor, type PreparedQuery, type StatementResult } from './engine';
import {
  authenticationFailed,
  databaseDoesNotExist,
  protocolViolation,
  VerticaError,
} from './errors';
import { translate, VERSION_BANNER } from './sql';
import { type FrontendMessage, type OpeningPacket, ProtocolViolation } from './wire';

export interface SessionSettings {
  readonly auth: AuthenticationMethod;
  /** Passwords by user. */
  readonly users: Readonly<Record<string, string>>;
  readonly database: string;
}

/** By which another connection may cancel a session's statement. */
export interface SessionIdentity {
  readonly processId: number;
  readonly secretKey: number;
}

/** The newest protocol version that the double speaks: 3.16, that of the drivers it was made from. */
const NEWEST_PROTOCOL = (3 << 16) | 16;
const OLDEST_PROTOCOL = (3 << 16) | 5;

/**
 * Lets a client in, or tells it why not.
 *
 * @throws VerticaError FATAL when user, password or database are not right
 */
export async function admit(
  client: ClientStream,
  startup: Extract<OpeningPacket, { name: 'startup' }>,
  { auth, users, database }: SessionSettings,
): Promise<{ readonly user: string; readonly protocolVersion: number }> {
  const user = startup.parameters.get('user') ?? '';
  if (startup.protocolVersion < OLDEST_PROTOCOL) {
    throw protocolViolation(`protocol version ${startup.protocolVersion} is too old`);
  }
  if (auth !== 'trust') {
    const challenge = createChallenge(auth);
    await client.send({ name: 'authentication', code: challenge.code, data: challenge.data });
    await client.flush();
    const answer = await client.nextMessage();
    await client.meetFaultsOf(answer);
    if (answer.name !== 'password') throw new ProtocolViolation(`${answer.name} for a password`);
    const password = Object.hasOwn(users, user) ? users[user] : undefined;
    if (password === undefined || !isRightAnswer(challenge, user, password, answer.password)) {
      throw authenticationFailed(user);
    }
  }
  const wished = startup.parameters.get('database') ?? '';
  if (wished !== '' && wished !== database) throw databaseDoesNotExist(wished);
  await client.send({ name: 'authentication', code: AUTHENTICATION_OK });
  return { user, protocolVersion: Math.min(startup.protocolVersion, NEWEST_PROTOCOL) };
}

interface Prepared {
  readonly text: string;
  /** Undefined when the text holds no statement. */
  readonly query: PreparedQuery | undefined;
}

interface Portal {
  readonly prepared: Prepared;
  readonly values: Cells;
}

type ExtendedMessage = Extract<
  FrontendMessage,
  { name: 'parse' | 'describe' | 'bind' | 'execute' | 'close' }
>;

export class Session {
  private readonly prepared = new Map<string, Prepared>();
  private readonly portals = new Map<string, Portal>();

  constructor(
    private readonly client: ClientStream,
    private readonly executor: Executor,
    readonly identity: SessionIdentity,
    /** Called with every statement before it runs. */
    private readonly onStatement: (text: string) => void,
  ) {}

  /** Greets, then answers messages until the client terminates. */
  async run(protocolVersion: number): Promise<void> {
    const { processId, secretKey } = this.identity;
    await this.parameterStatus('server_version', VERSION_BANNER);
    await this.parameterStatus('protocol_version', String(protocolVersion));
    await this.parameterStatus('standard_conforming_strings', 'on');
    await this.autocommitStatus();
    await this.client.send({ name: 'backendKeyData', processId, secretKey });
    await this.ready();
    for (;;) {
      const message = await this.client.nextMessage();
      if (message.name === 'terminate') return;
      await this.answer(message);
    }
  }

  private async answer(message: FrontendMessage): Promise<void> {
    switch (message.name) {
      case 'query':
        return this.simpleQuery(message);
      case 'parse':
      case 'describe':
      case 'bind':
      case 'execute':
      case 'close':
        return this.extendedQuery(message);
      case 'flush':
        await this.client.meetFaultsOf(message);
        return this.client.flush();
      case 'sync':
        await this.client.meetFaultsOf(message);
        return this.ready();
      // What is left of a load that has already failed.
      case 'copyData':
      case 'copyDone':
      case 'copyError':
      case 'copyFail':
      case 'endOfBatchRequest':
      case 'verifiedFiles':
        return;
      default:
        throw new ProtocolViolation(`${message.name} where a command was expected`);
    }
  }

  private async simpleQuery(message: Extract<FrontendMessage, { name: 'query' }>): Promise<void> {
    try {
      this.client.statement = message.text;
      await this.client.meetFaultsOf(message);
      const statements = translate(message.text);
      if (statements.length === 0) await this.client.send({ name: 'emptyQueryResponse' });
      for (const { text, statement } of statements) {
        this.client.statement = text;
        this.onStatement(text);
        if (statement.kind === 'copy') {
          await runCopy(this.client, this.executor, statement);
        } else {
          const result = await this.executor.execute(statement);
          if (statement.kind === 'set-autocommit') await this.autocommitStatus();
          await this.sendResult(result);
        }
      }
    } catch (error) {
      await this.sendError(error);
    }
    await this.ready();
  }

  private async sendResult(result: StatementResult): Promise<void> {
    if (result.columns) await this.client.send({ name: 'rowDescription', columns: result.columns });
    for await (const cells of result.rows) await this.client.send({ name: 'dataRow', cells });
    await this.client.send({ name: 'commandComplete', tag: result.tag });
  }

  /** Sends the error; one that is FATAL ends the session, one that is ROLLBACK the transaction. */
  private async sendError(error: unknown): Promise<void> {
    if (!(error instanceof VerticaError) || error.severity === 'FATAL') throw error;
    if (error.severity === 'ROLLBACK') await this.executor.rollback();
    await this.client.send({ name: 'errorResponse', fields: error.fields });
  }

  private async extendedQuery(message: ExtendedMessage): Promise<void> {
    try {
      this.client.statement = this.textOf(message);
      await this.client.meetFaultsOf(message);
      await this.runStep(message);
    } catch (error) {
      await this.sendError(error);
      await this.client.flush();
      await this.skipToSync();
    }
  }

  private runStep(message: ExtendedMessage): Promise<void> {
    switch (message.name) {
      case 'parse':
        return this.parse(message.statement, message.text);
      case 'describe':
        return this.describe(message.of, message.target);
      case 'bind':
        return this.bind(message);
      case 'execute':
        return this.execute(message.portal);
      case 'close':
        return this.close(message.of, message.target);
    }
  }

  /** The text of the statement that a message is about; empty when there is none of that name. */
  private textOf(message: ExtendedMessage): string {
    switch (message.name) {
      case 'parse':
        return message.text;
      case 'bind':
        return this.prepared.get(message.statement)?.text ?? '';
      case 'execute':
        return this.portals.get(message.portal)?.prepared.text ?? '';
      case 'describe':
      case 'close':
        return message.of === 'statement'
          ? (this.prepared.get(message.target)?.text ?? '')
          : (this.portals.get(message.target)?.prepared.text ?? '');
    }
  }

  private async skipToSync(): Promise<void> {
    for (;;) {
      const { name } = await this.client.nextMessage();
      if (name === 'terminate') throw new ConnectionOver('the client left');
      if (name === 'sync') return this.ready();
    }
  }

  private async parse(name: string, text: string): Promise<void> {
    const statements = translate(text);
    if (statements.length > 1) {
      throw new VerticaError('42601', 'Cannot insert multiple commands into a prepared statement');
    }
    const [first] = statements;
    const query = first && (await this.executor.prepare(first.statement));
    // Unlike PostgreSQL's, a statement's name may be taken again: vertica-python does so.
    this.forget(name);
    this.prepared.set(name, { text, query });
    await this.client.send({ name: 'parseComplete' });
  }

  private statementNamed(name: string): Prepared {
    const prepared = this.prepared.get(name);
    if (!prepared) throw new VerticaError('26000', `Prepared statement "${name}" does not exist`);
    return prepared;
  }

  private portalNamed(name: string): Portal {
    const portal = this.portals.get(name);
    if (!portal) throw new VerticaError('34000', `Portal "${name}" does not exist`);
    return portal;
  }

  private async describe(of: 'statement' | 'portal', target: string): Promise<void> {
    const { query } =
      of === 'statement' ? this.statementNamed(target) : this.portalNamed(target).prepared;
    if (of === 'statement') {
      await this.client.send({ name: 'parameterDescription', parameters: query?.parameters ?? [] });
    }
    await this.client.send(
      query?.columns ? { name: 'rowDescription', columns: query.columns } : { name: 'noData' },
    );
    if (of === 'statement') {
      await this.client.send({ name: 'commandDescription', tag: query?.tag ?? '' });
    }
  }

  private async bind(message: Extract<FrontendMessage, { name: 'bind' }>): Promise<void> {
    const prepared = this.statementNamed(message.statement);
    this.portals.set(message.portal, { prepared, values: message.values });
    await this.client.send({ name: 'bindComplete' });
  }

  private async execute(portalName: string): Promise<void> {
    const { prepared, values } = this.portalNamed(portalName);
    const { query, text } = prepared;
    if (!query) return this.client.send({ name: 'emptyQueryResponse' });
    this.onStatement(text);
    const result = await this.executor.executePrepared(query, values);
    if (query.statement.kind === 'set-autocommit') await this.autocommitStatus();
    for await (const cells of result.rows) await this.client.send({ name: 'dataRow', cells });
    await this.client.send(
      result.columns ? { name: 'portalSuspended' } : { name: 'commandComplete', tag: result.tag },
    );
  }

  private async close(of: 'statement' | 'portal', target: string): Promise<void> {
    if (of === 'portal') {
      this.portals.delete(target);
    } else {
      this.forget(target);
    }
    await this.client.send({ name: 'closeComplete' });
  }

  private forget(name: string): void {
    this.prepared.get(name)?.query?.duckdb?.destroySync();
    this.prepared.delete(name);
  }

  private async ready(): Promise<void> {
    await this.client.send({ name: 'readyForQuery', status: this.executor.transactionStatus });
    await this.client.flush();
    this.client.idle();
  }

  private parameterStatus(parameter: string, value: string): Promise<void> {
    return this.client.send({ name: 'parameterStatus', parameter, value });
  }

  private autocommitStatus(): Promise<void> {
    return this.parameterStatus('auto_commit', this.executor.isAutocommit ? 'on' : 'off');
  }
}

/**
 * What a client is told when its session ends by an error; undefined when it is told nothing.
 *
 * @throws what is no error of a client's but a defect of the double
 */
export function lastWords(error: unknown): VerticaError | undefined {
  if (error instanceof ConnectionOver) return undefined;
  if (error instanceof VerticaError) return error.withSeverity('FATAL');
  if (error instanceof ProtocolViolation) return protocolViolation(error.message);
  throw error;
}
