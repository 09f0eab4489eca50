import { rmSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import type { CallMap, CallMessage, CallName, ReplyMessage, ReportProgress } from './calls';
import { toWireError } from './wire-error';

export type CallHandlers<Calls extends CallMap> = {
  readonly [Name in CallName<Calls>]: (
    request: Calls[Name]['request'],
    progress: ReportProgress,
  ) => Promise<Calls[Name]['response']>;
};

function send(message: ReplyMessage): void {
  // Without a parent there is nobody left to tell; 'disconnect' ends the process.
  if (process.connected) process.send!(message, undefined, undefined, () => undefined);
}

/** An engine that does not close within so long is ended with whatever it leaves. */
const CLOSE_LIMIT_MS = 10_000;

/**
 * The parent ended without ending its children first, so it could not clean up either: the last
 * child to go leaves nothing behind.
 */
async function leaveOrphaned(close: () => Promise<void>): Promise<void> {
  // Threads of an open engine would put files back while they are removed.
  const closed = close().catch(() => undefined);
  await Promise.race([closed, setTimeout(CLOSE_LIMIT_MS)]);
  const [, , temporaryFolder] = process.argv;
  try {
    if (temporaryFolder !== undefined) {
      rmSync(temporaryFolder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    }
  } finally {
    process.kill(process.pid, 'SIGKILL');
  }
}

/**
 * Makes this child process answer its parent's calls with `handlers`, in the order in which they
 * come and as parallel as the handlers are.
 *
 * @param close ends what writes files in this process
 *
 * The process ends when the channel to its parent closes, however the parent ended, and removes the
 * temporary folder that its first argument names. SIGINT is left to the parent, because a terminal
 * sends it to both.
 *
 * @throws Error when the process was not forked
 */
export function serveCalls<Calls extends CallMap>(
  handlers: CallHandlers<Calls>,
  close: () => Promise<void> = () => Promise.resolve(),
): void {
  if (!process.send) throw new Error('this program is started by the bench, not by hand');
  process.on('SIGINT', () => undefined);
  process.on('disconnect', () => {
    void leaveOrphaned(close);
  });
  process.on('message', ({ id, call, request }: CallMessage) => {
    const progress: ReportProgress = (amount) => {
      send({ kind: 'progress', id, amount });
    };
    const handle = handlers[call as CallName<Calls>];
    void (async () => {
      try {
        send({ kind: 'result', id, value: await handle(request, progress) });
      } catch (error) {
        send({ kind: 'error', id, error: toWireError(error) });
      }
    })();
  });
  // A parent that was gone before this process could listen has sent its last signal already.
  if (process.connected) send({ kind: 'ready' });
  else void leaveOrphaned(close);
}
