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

/**
 * Makes this child process answer its parent's calls with `handlers`, in the order in which they
 * come and as parallel as the handlers are.
 *
 * The process ends when the channel to its parent closes, however the parent ended. SIGINT is left
 * to the parent, because a terminal sends it to both.
 *
 * @throws Error when the process was not forked
 */
export function serveCalls<Calls extends CallMap>(handlers: CallHandlers<Calls>): void {
  if (!process.send) throw new Error('this program is started by the bench, not by hand');
  process.on('SIGINT', () => undefined);
  process.on('disconnect', () => {
    process.exit(0);
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
  send({ kind: 'ready' });
}
