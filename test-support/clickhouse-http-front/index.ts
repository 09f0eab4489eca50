import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export interface ClickHouseFront {
  /** With user and password, without a database. */
  readonly url: string;
  /** Ends the process and removes its data. */
  stop(): Promise<void>;
}

const USER = 'front';
const PASSWORD = 'pass:word@1';

/**
 * Starts ClickHouse's HTTP interface over embedded ClickHouse, in a process of its own, which ends
 * with this one at the latest. The engine is the real one, what speaks HTTP is a front: it proves
 * the client's side of the protocol and the SQL, not how a server behaves under load.
 */
export async function startClickHouseFront(): Promise<ClickHouseFront> {
  const child = fork(join(__dirname, 'front-process.ts'), [USER, PASSWORD], {
    execArgv: ['-r', 'ts-node/register'],
    // Statements hold a thread each; spooling needs some beside them.
    env: { ...process.env, UV_THREADPOOL_SIZE: '16' },
  });
  const ended = once(child, 'exit');
  const port = await Promise.race([
    once(child, 'message').then(([message]) => Number(message)),
    ended.then(([code]) => {
      throw new Error(`the ClickHouse front ended with ${String(code)} before it was ready`);
    }),
  ]);
  return {
    url: `http://${USER}:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}`,
    stop: async () => {
      child.disconnect();
      await ended;
    },
  };
}
