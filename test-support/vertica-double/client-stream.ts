/**
 * A client's connection as messages in both directions.
 *
 * Reading is pulled: while nobody waits for a message the socket is not read, so a client that sends
 * a load faster than it is consumed feels TCP's backpressure. Writing is collected until `flush`, as
 * in the real server, and then waits for the socket to drain.
 */
import type { Socket } from 'node:net';
import { VerticaError } from './errors';
import type { FaultPoint, Faults } from './faults';
import {
  type BackendMessage,
  type ClientFrame,
  decodeMessage,
  decodePacket,
  encodeMessage,
  FrameReader,
  type FrontendMessage,
  type OpeningPacket,
} from './wire';

/** The connection is over: the client left, a fault cut it, or the double stops. */
export class ConnectionOver extends Error {
  override readonly name = 'ConnectionOver';
}

function drainedOrClosed(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      socket.off('drain', done);
      socket.off('close', done);
      resolve();
    };
    socket.on('drain', done);
    socket.on('close', done);
  });
}

/** Rows are sent without waiting for `flush` once this much is collected. */
const FLUSH_BYTES = 64 * 1024;

export class ClientStream {
  /** The text of the statement at work, for the faults that ask for it. */
  statement = '';
  /** Data bytes of the COPY at work. */
  copyBytes = 0;
  private interrupting: NodeJS.Timeout | undefined;
  private isClosed = false;
  private readonly closed: Promise<void>;
  private endStalls!: () => void;

  private readonly frames: FrameReader = new FrameReader();
  private readonly chunks: AsyncIterator<Buffer>;
  private arrived: Iterator<ClientFrame>;
  private outgoing: Buffer[] = [];
  private outgoingBytes = 0;

  constructor(
    readonly socket: Socket,
    private readonly faults: Faults,
  ) {
    this.chunks = socket[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
    this.arrived = [][Symbol.iterator]();
    this.closed = new Promise((resolve) => (this.endStalls = resolve));
  }

  /**
   * The next packet of the opening, before messages have a type byte.
   *
   * @throws ConnectionOver, ProtocolViolation, and VerticaError when a fault orders one
   */
  async nextPacket(): Promise<OpeningPacket> {
    const frame = await this.nextFrame();
    if (frame.kind !== 'packet') throw new ConnectionOver('a message before the startup packet');
    const packet = decodePacket(frame.body);
    await this.meetFaults({ receive: packet.name });
    return packet;
  }

  /** From now on messages have a type byte. */
  startupDone(): void {
    this.frames.startupDone();
  }

  /**
   * The next message, before any fault was met: call `meetFaultsOf` with it next.
   *
   * @throws ConnectionOver, ProtocolViolation
   */
  async nextMessage(): Promise<FrontendMessage> {
    const frame = await this.nextFrame();
    switch (frame.kind) {
      case 'packet':
        throw new ConnectionOver('a packet after the startup packet');
      case 'copy-data':
        return { name: 'copyData', piece: frame.piece, last: frame.last };
      case 'message':
        return decodeMessage(frame.type, frame.body);
    }
  }

  /** @throws ConnectionOver when a fault cuts, VerticaError when a fault orders one */
  async meetFaultsOf(message: FrontendMessage): Promise<void> {
    if (message.name === 'copyData') {
      this.copyBytes += message.piece.length;
      await this.meetFaults({ copyBytes: this.copyBytes });
      // A long message comes in pieces; it is one message all the same.
      if (!message.last) return;
    }
    await this.meetFaults({ receive: message.name });
  }

  get isCanceled(): boolean {
    return this.interrupting !== undefined;
  }

  /**
   * Cancels the statement at work. DuckDB forgets an interrupt that comes while a statement is only
   * being prepared, so it is repeated until the statement is over.
   */
  cancel(interrupt: () => void): void {
    clearInterval(this.interrupting);
    this.interrupting = setInterval(interrupt, 10);
    interrupt();
  }

  /** Ends the session as CLOSE_SESSION does, whatever it is at. */
  close(interrupt: () => void): void {
    this.isClosed = true;
    this.endStalls();
    this.socket.destroy();
    this.cancel(interrupt);
  }

  /** What is to be stopped has stopped; what it leaves behind may be tidied up undisturbed. */
  stopInterrupting(): void {
    clearInterval(this.interrupting);
    this.interrupting = undefined;
  }

  /** The statement at work is over. */
  idle(): void {
    this.stopInterrupting();
    this.statement = '';
  }

  /** @throws ConnectionOver when a fault cuts */
  async send(message: BackendMessage): Promise<void> {
    await this.meetFaults({ send: message.name });
    const bytes = encodeMessage(message);
    this.outgoing.push(bytes);
    this.outgoingBytes += bytes.length;
    if (this.outgoingBytes >= FLUSH_BYTES) await this.flush();
  }

  /** @throws ConnectionOver */
  async flush(): Promise<void> {
    const bytes = Buffer.concat(this.outgoing);
    this.outgoing = [];
    this.outgoingBytes = 0;
    if (bytes.length === 0) return;
    this.assertClientThere();
    if (this.socket.write(bytes)) return;
    await drainedOrClosed(this.socket);
    this.assertClientThere();
  }

  private assertClientThere(): void {
    if (!this.socket.writable) throw new ConnectionOver('the client is gone');
  }

  private async nextFrame(): Promise<ClientFrame> {
    for (;;) {
      const next = this.arrived.next();
      if (next.done !== true) return next.value;
      const chunk = await this.chunks.next().catch((cause: unknown) => {
        throw new ConnectionOver('the connection broke', { cause });
      });
      if (chunk.done === true) throw new ConnectionOver('the client left');
      this.arrived = this.frames.push(chunk.value);
    }
  }

  private async meetFaults(point: FaultPoint): Promise<void> {
    const fault = this.faults.at(point, this.statement);
    if (!fault) return;
    if (fault.then instanceof VerticaError) throw fault.then;
    switch (fault.then) {
      case 'stall':
        await Promise.race([fault.released, this.closed]);
        if (!this.isClosed) return;
        throw new ConnectionOver('the session was closed');
      case 'cut':
        await this.flush();
        this.socket.destroySoon();
        break;
      case 'reset':
        this.socket.resetAndDestroy();
        break;
    }
    throw new ConnectionOver('a fault cut the connection');
  }
}
