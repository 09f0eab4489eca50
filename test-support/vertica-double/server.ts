/** Takes connections, tells sessions from cancel requests, and keeps count of both. */
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { ClientStream, ConnectionOver } from './client-stream';
import { Engine, Executor, type ListedSession } from './engine';
import { Faults } from './faults';
import { admit, lastWords, Session, type SessionIdentity, type SessionSettings } from './session';
import type { OpeningPacket } from './wire';

export interface ServerSettings extends SessionSettings {
  /** COPY and prepared INSERT count their rows and store nothing. */
  readonly sink: boolean;
  /** Private key and certificate as PEM; without them an SSL request is refused. */
  readonly tls: { readonly key: string; readonly cert: string } | undefined;
}

/** What is known of a session, also after its end. */
export interface SessionRecord {
  readonly processId: number;
  readonly user: string;
  readonly database: string;
  /** All parameters of the startup packet as text. */
  readonly parameters: ReadonlyMap<string, string>;
  readonly encrypted: boolean;
  /** Texts of the statements, in order. */
  readonly statements: readonly string[];
  readonly status: 'open' | 'closed';
  /** Resolves when the session has ended. */
  readonly closed: Promise<void>;
}

interface OpenSession {
  readonly record: SessionRecord & { status: 'open' | 'closed'; statements: string[] };
  readonly identity: SessionIdentity;
  readonly client: ClientStream;
  readonly executor: Executor;
  readonly end: () => void;
}

const NO = Buffer.from('N');
const YES = Buffer.from('S');

export class DoubleServer {
  readonly faults = new Faults();
  private readonly allSessions: OpenSession[] = [];
  private readonly sockets = new Set<Socket>();
  private readonly atWork = new Set<Promise<void>>();
  private readonly defects: unknown[] = [];
  private processes = 0;

  private constructor(
    private readonly settings: ServerSettings,
    private readonly engine: Engine,
    private readonly server: Server,
  ) {}

  static async start(settings: ServerSettings, port: number): Promise<DoubleServer> {
    const server = createServer();
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    const double = new DoubleServer(settings, await Engine.open(), server);
    server.on('connection', (socket) => {
      double.take(socket);
    });
    return double;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Every session since the start, in order. */
  get sessions(): readonly SessionRecord[] {
    return this.allSessions.map(({ record }) => record);
  }

  /**
   * Ends every session and frees the port.
   *
   * @throws AggregateError when the double itself failed in a session
   */
  async stop(): Promise<void> {
    this.faults.clear();
    const closed = once(this.server, 'close');
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
    for (const { client, executor, record } of this.allSessions) {
      if (record.status === 'closed') continue;
      client.cancel(() => {
        executor.interrupt();
      });
    }
    await Promise.all([closed, ...this.atWork]);
    this.engine.close();
    if (this.defects.length > 0) {
      throw new AggregateError(this.defects, `the double failed: ${String(this.defects[0])}`);
    }
  }

  private take(socket: Socket): void {
    this.sockets.add(socket);
    socket.once('close', () => this.sockets.delete(socket));
    // A broken connection is noticed where it is read or written.
    socket.on('error', () => undefined);
    socket.setNoDelay(true);
    const work = this.serve(socket).catch((defect: unknown) => {
      this.defects.push(defect);
      socket.destroy();
    });
    this.atWork.add(work);
    void work.then(() => this.atWork.delete(work));
  }

  private async serve(socket: Socket): Promise<void> {
    let client = new ClientStream(socket, this.faults);
    try {
      for (;;) {
        const packet = await client.nextPacket();
        switch (packet.name) {
          case 'sslRequest':
            client = await this.answerSslRequest(client);
            break;
          case 'loadBalanceRequest':
            socket.write(NO);
            break;
          case 'cancelRequest':
            this.cancel(packet.processId, packet.secretKey);
            socket.end();
            return;
          case 'startup':
            await this.runSession(client, packet);
            client.socket.end();
            return;
        }
      }
    } catch (error) {
      await this.sayLastWords(client, error);
    }
  }

  private async sayLastWords(client: ClientStream, error: unknown): Promise<void> {
    const words = lastWords(error);
    if (!words || !client.socket.writable) {
      client.socket.destroySoon();
      return;
    }
    try {
      await client.send({ name: 'errorResponse', fields: words.fields });
      await client.flush();
    } catch (cut) {
      if (!(cut instanceof ConnectionOver)) throw cut;
    }
    client.socket.end();
  }

  private async answerSslRequest(client: ClientStream): Promise<ClientStream> {
    const { tls } = this.settings;
    if (!tls) {
      client.socket.write(NO);
      return client;
    }
    client.socket.write(YES);
    const secure = new TLSSocket(client.socket, { isServer: true, ...tls });
    secure.on('error', () => undefined);
    // Without a handshake the socket closes and never becomes secure.
    await Promise.race([once(secure, 'secure'), once(secure, 'close')]).catch(() => undefined);
    if (secure.destroyed) throw new ConnectionOver('the TLS handshake failed');
    return new ClientStream(secure, this.faults);
  }

  private cancel(processId: number, secretKey: number): void {
    const session = this.allSessions.find(
      ({ identity }) => identity.processId === processId && identity.secretKey === secretKey,
    );
    if (session?.client.statement === '') return;
    session?.client.cancel(() => {
      session.executor.interrupt();
    });
  }

  private async runSession(
    client: ClientStream,
    startup: Extract<OpeningPacket, { name: 'startup' }>,
  ): Promise<void> {
    client.startupDone();
    const { user, protocolVersion } = await admit(client, startup, this.settings);
    const autocommit = startup.parameters.get('autocommit') === 'on';
    this.processes += 1;
    const processId = this.processes;
    const listed: ListedSession = {
      id: `v_double_node0001-1:0x${processId.toString(16)}`,
      user,
      label: startup.parameters.get('client_label') ?? '',
      isInTransaction: () => executor.transactionStatus === 'T',
      close: () => {
        client.close(() => {
          executor.interrupt();
        });
      },
    };
    const executor = await Executor.open(this.engine, listed, this.settings.sink, autocommit);
    const open = this.register(processId, client, startup, user, executor);
    this.engine.sessions.add(listed);
    try {
      const session = new Session(client, executor, open.identity, (text) =>
        open.record.statements.push(text),
      );
      await session.run(protocolVersion);
    } finally {
      client.idle();
      await executor.close();
      this.engine.sessions.remove(listed.id);
      open.record.status = 'closed';
      open.end();
    }
  }

  private register(
    processId: number,
    client: ClientStream,
    startup: Extract<OpeningPacket, { name: 'startup' }>,
    user: string,
    executor: Executor,
  ): OpenSession {
    const identity: SessionIdentity = { processId, secretKey: randomInt(2 ** 31 - 1) };
    let end!: () => void;
    const closed = new Promise<void>((resolve) => (end = resolve));
    const record = {
      processId: identity.processId,
      user,
      database: this.settings.database,
      parameters: startup.parameters,
      encrypted: client.socket instanceof TLSSocket,
      statements: [] as string[],
      status: 'open' as 'open' | 'closed',
      closed,
    };
    const session = { record, identity, client, executor, end };
    this.allSessions.push(session);
    return session;
  }
}
