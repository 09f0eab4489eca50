/** `npm run vertica:record`: the recording proxy as a command. */
import { once } from 'node:events';
import { closeSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { Command } from 'commander';
import { wholeNumber } from '../../commands/number-option';
import { CommandFailedError, runCommand } from '../../commands/run-command';
import { BadInputError } from '../../errors';
import { startRecordingProxy } from './recording-proxy';

const DEFAULT_LISTEN = 15_433;
const MAX_PORT = 65_535;

function parseAddress(text: string): { host: string; port: number } {
  const [, host, digits] = /^\[?([^\]]+?)\]?:(\d+)$/.exec(text) ?? [];
  const port = Number(digits);
  if (host !== undefined && port >= 1 && port <= MAX_PORT) return { host, port };
  throw new BadInputError('--to', `${JSON.stringify(text)} is not HOST:PORT`, 'write host:5433');
}

/** Finds out before the user starts working that there is nothing to record. */
async function assertReachable(to: { host: string; port: number }): Promise<void> {
  const socket = connect(to);
  try {
    await once(socket, 'connect');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    process.stderr.write(`error: nothing answers at ${to.host}:${to.port}: ${reason}\n`);
    throw new CommandFailedError('unreachable', { cause: error });
  } finally {
    socket.destroy();
  }
}

/** Made at once, so that a session is not recorded for a file that cannot be written. */
function createFile(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    const exists = (error as NodeJS.ErrnoException).code === 'EEXIST';
    throw new BadInputError(
      '--out',
      exists ? `${path} is there already` : `${path} cannot be written`,
      'name a new file in a folder that you can write to',
      { cause: error },
    );
  }
}

interface Flags {
  readonly to: string;
  readonly listen: number;
  readonly out: string;
}

const program = new Command('vertica:record')
  .description(
    'Records what a client and a Vertica server say to each other, as JSON lines for a test fixture.',
  )
  .requiredOption('--to <host:port>', 'the server')
  .requiredOption('--out <file>', 'the recording; a file that does not exist yet')
  .option(
    '--listen <port>',
    'port on this machine that the client connects to; 0 for any',
    wholeNumber('--listen', 0, MAX_PORT),
    DEFAULT_LISTEN,
  )
  .addHelpText(
    'after',
    `
Point a client at 127.0.0.1:<port> as if it were the server, with tls_mode=disable, and work. Ctrl-C
writes the file. Nothing is written before.

Left out: passwords and all that a password is asked for and proved with, keys, the names of user,
database and machines, values bound to statements, rows of loads, and the literals of statements about
users, passwords, keys and other servers. Set VERTICA_PASSWORD to have the password removed from
everything else as well: from answers and from other statements. There are no times in the file:
Vertica's licence forbids publishing benchmark results. Answers are kept: read the file before you
give it away.

Exit code 130: recorded until Ctrl-C. 143: until a SIGTERM. 1: the server cannot be reached. 2: wrong usage.`,
  );

void runCommand(program, async ({ signal }) => {
  const { to: toText, listen, out } = program.opts<Flags>();
  const to = parseAddress(toText);
  await assertReachable(to);
  createFile(out);
  let written = false;
  try {
    const password = process.env.VERTICA_PASSWORD;
    const proxy = await startRecordingProxy({
      to,
      listen,
      secrets: password ? [password] : [],
      warn: (text) => process.stderr.write(`${text}\n`),
    });
    process.stdout.write(`recording 127.0.0.1:${proxy.port} -> ${toText}; Ctrl-C writes ${out}\n`);
    if (!signal.aborted) await once(signal, 'abort');
    const text = await proxy.stop();
    writeFileSync(out, text);
    written = true;
    const { sessions, messages, dropped } = proxy.summary;
    const more = dropped === 0 ? '' : `, ${dropped} more did not fit`;
    process.stdout.write(`${out}: ${messages} messages of ${sessions} sessions${more}\n`);
  } finally {
    if (!written) rmSync(out, { force: true });
  }
});
