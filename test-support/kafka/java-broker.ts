import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { promisify } from 'node:util';
import { brokerSettings, propertiesText } from './broker-settings';
import { freePorts } from './free-ports';
import { ensureKafkaJars } from './jar-cache';

const run = promisify(execFile);

/** A broker process that can be started again on the same ports and data. */
export interface OwnBroker {
  /** `host:port` for clients; the same for its whole life. */
  readonly address: string;
  /** Resolves when the broker takes requests. */
  start(): Promise<void>;
  /** Ends it as a power cut would: no shutdown, nothing flushed by the broker itself. */
  kill9(): Promise<void>;
  /** Ends it and removes its data. */
  remove(): Promise<void>;
}

const JVM_OPTIONS = ['-Xms256m', '-Xmx1g', '-XX:+UseG1GC', '-Xlog:disable', '-Xlog:all=error'];

const READY_LINE = 'Kafka Server started';

const READY_WITHIN_MS = 60_000;

interface RunningBroker {
  readonly pid: number;
  readonly leash: ChildProcess;
  readonly ended: Promise<void>;
}

/** Starts the broker under leash.sh, so that it cannot outlive this process even when that is killed. */
async function startLeashed(
  directory: string,
  command: string,
  args: readonly string[],
): Promise<RunningBroker> {
  const leash = spawn('sh', [join(__dirname, 'leash.sh'), directory, command, ...args], {
    // A group of its own: Ctrl-C reaches the program under test first, which may still need Kafka.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  // Not standard input: Node closes that by itself when the script ends, before it could let go.
  const [, output, errors, hold] = leash.stdio as [null, Readable, Readable, Writable, null];
  const ended = once(leash, 'exit').then(() => {
    hold.end('let go\n');
  });
  const lastLines: string[] = [];
  let pid: number | undefined;
  const ready = new Promise<void>((resolve) => {
    const read = (line: string): void => {
      const found = /^leash: pid (\d+)$/.exec(line);
      if (found) pid = Number(found[1]);
      else if (line.includes(READY_LINE)) resolve();
      lastLines.push(line);
      if (lastLines.length > 20) lastLines.shift();
    };
    createInterface(output).on('line', read);
    createInterface(errors).on('line', read);
  });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(resolve, READY_WITHIN_MS, 'late');
  });
  const first = await Promise.race([
    ready.then(() => 'ready' as const),
    ended.then(() => 'ended' as const),
    late,
  ]);
  clearTimeout(timer);
  if (first === 'ready' && pid !== undefined) return { pid, leash, ended };
  if (pid !== undefined && first !== 'ended') process.kill(pid, 'SIGKILL');
  const what =
    first === 'ended' ? 'ended while it started' : `was not ready in ${READY_WITHIN_MS} ms`;
  throw new Error(`the Kafka broker ${what}; its last lines:\n${lastLines.join('\n')}`);
}

/**
 * Prepares a broker in a temporary directory: ports chosen, storage formatted, not started yet.
 *
 * @param java the command of a Java 17 or later
 * @param tell gets a line about a long step, such as fetching the jars
 */
export async function prepareJavaBroker(
  java: string,
  tell: (line: string) => void,
): Promise<OwnBroker> {
  const classPath = join(await ensureKafkaJars(tell), '*');
  const directory = await mkdtemp(join(tmpdir(), 'viewmarks-kafka-'));
  const propertiesFile = join(directory, 'server.properties');
  const [clientPort = 0, controllerPort = 0] = await freePorts(2);
  try {
    const settings = brokerSettings({ clientPort, controllerPort }, '127.0.0.1');
    await writeFile(
      propertiesFile,
      propertiesText({ ...settings, 'log.dirs': join(directory, 'log') }),
    );
    await run(java, [
      ...['-Xshare:auto', '-XX:TieredStopAtLevel=1', '-cp', classPath, 'kafka.tools.StorageTool'],
      ...['format', '-t', 'dmlld21hcmtzLXRlc3RzMQ', '-c', propertiesFile],
    ]);
  } catch (cause) {
    await rm(directory, { recursive: true, force: true });
    throw cause;
  }

  let running: RunningBroker | undefined;
  const kill9 = async (): Promise<void> => {
    if (running === undefined) return;
    const { pid, leash, ended } = running;
    running = undefined;
    if (leash.exitCode === null && leash.signalCode === null) process.kill(pid, 'SIGKILL');
    await ended;
  };
  return {
    address: `127.0.0.1:${clientPort}`,
    kill9,
    start: async () => {
      if (running !== undefined) throw new Error('the Kafka broker runs already');
      const args = [...JVM_OPTIONS, '-cp', classPath, 'kafka.Kafka', propertiesFile];
      running = await startLeashed(directory, java, args);
    },
    remove: async () => {
      // Its data goes as well, so there is nothing that an orderly shutdown would save.
      await kill9();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
