import { type ChildProcess as NodeChildProcess, fork } from 'node:child_process';
import { extname, join } from 'node:path';
import { packageRoot } from '../package-root';
import type { CallMap, CallMessage, CallName, ReplyMessage, ReportProgress } from './calls';
import type { MemoryWatch } from './memory-watch';
import { fromWireError } from './wire-error';

/** The child ended, or went silent, while it was needed. */
export class ProcessEndedError extends Error {
  override readonly name = 'ProcessEndedError';
}

export interface ChildOptions {
  /** Its module in this folder, without extension. */
  readonly program: 'storage-process' | 'reference-process';
  /** As errors name it: `the process of duckdb`. */
  readonly title: string;
  /** Limit of its JavaScript heap; typed arrays, buffers and engines live outside of it. */
  readonly heapMiB: number;
  /** Its folder for temporary files. The parent removes it; the process itself does when the parent is gone. */
  readonly temporaryFolder: string;
  /** Told about the process while it lives. */
  readonly memory: MemoryWatch;
  /** Kills the process at once. */
  readonly signal: AbortSignal;
}

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly progress: ReportProgress;
}

/** A call that gives no sign of life for so long is taken for hanging. */
const SILENCE_LIMIT_MS = 15 * 60_000;

const OUTPUT_KEPT = 2_000;

function runtimeArguments(heapMiB: number): string[] {
  const fromSource = extname(__filename) === '.ts';
  return [
    ...(fromSource ? ['-r', require.resolve('ts-node/register')] : []),
    `--max-old-space-size=${heapMiB}`,
  ];
}

/**
 * A forked process that answers the calls of `Calls`. Its faults stay its own: when it crashes, the
 * calls under way reject with {@link ProcessEndedError} that says how it ended.
 */
export class ChildProcess<Calls extends CallMap> {
  readonly #options: ChildOptions;
  readonly #child: NodeChildProcess;
  readonly #pending = new Map<number, Pending>();
  readonly #closed: Promise<void>;
  #nextId = 0;
  #output = '';
  #ended: ProcessEndedError | undefined;
  #ready: { resolve: () => void; reject: (error: Error) => void } | undefined;

  /** @throws ProcessEndedError when the process ends before it takes calls */
  static async start<Calls extends CallMap>(options: ChildOptions): Promise<ChildProcess<Calls>> {
    options.signal.throwIfAborted();
    const child = new ChildProcess<Calls>(options);
    await new Promise<void>((resolve, reject) => {
      child.#ready = { resolve, reject };
    });
    return child;
  }

  private constructor(options: ChildOptions) {
    this.#options = options;
    const program = join(__dirname, `${options.program}${extname(__filename)}`);
    this.#child = fork(program, [options.temporaryFolder], {
      execArgv: runtimeArguments(options.heapMiB),
      env: {
        ...process.env,
        TMPDIR: options.temporaryFolder,
        TS_NODE_PROJECT: join(packageRoot(), 'tsconfig.json'),
      },
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    const kill = (): void => void this.#child.kill('SIGKILL');
    options.signal.addEventListener('abort', kill, { once: true });
    const keep = (chunk: Buffer): void => {
      this.#output = (this.#output + chunk.toString()).slice(-OUTPUT_KEPT);
    };
    this.#child.stdout?.on('data', keep);
    this.#child.stderr?.on('data', keep);
    this.#child.on('message', (message: ReplyMessage) => {
      this.#receive(message);
    });
    const { pid } = this.#child;
    if (pid !== undefined) options.memory.watch(pid);
    this.#closed = new Promise((resolve) => {
      const close = (how: string): void => {
        options.signal.removeEventListener('abort', kill);
        if (pid !== undefined) options.memory.forget(pid);
        this.#end(how);
        resolve();
      };
      // 'close' comes after 'exit', once the output is complete. A process that could not be started only gives 'error'.
      this.#child.on('close', (code, signal) => {
        close(this.#howItEnded(code, signal));
      });
      this.#child.on('error', (error) => {
        if (pid === undefined) close(error.message);
      });
    });
  }

  /** Whether calls can still be made. */
  get alive(): boolean {
    return this.#ended === undefined;
  }

  /**
   * Has the process do `call`. Rejects with the error of its handler, as itself where it is a
   * StorageError or BadInputError.
   *
   * @throws ProcessEndedError when the process ends or goes silent before it answers
   */
  async call<Name extends CallName<Calls>>(
    call: Name,
    request: Calls[Name]['request'],
    progress: ReportProgress = () => undefined,
  ): Promise<Calls[Name]['response']> {
    if (this.#ended) throw this.#ended;
    const id = this.#nextId++;
    let silence: NodeJS.Timeout | undefined;
    try {
      return await new Promise<unknown>((resolve, reject) => {
        silence = setTimeout(() => {
          this.#end(`gave no sign of life for ${SILENCE_LIMIT_MS / 60_000} minutes`);
          this.#child.kill('SIGKILL');
        }, SILENCE_LIMIT_MS);
        const stillThere: ReportProgress = (amount) => {
          silence?.refresh();
          progress(amount);
        };
        this.#pending.set(id, { resolve, reject, progress: stillThere });
        const message: CallMessage = { id, call, request };
        this.#child.send(message, (error) => {
          if (error) this.#end(error.message);
        });
      });
    } finally {
      clearTimeout(silence);
      this.#pending.delete(id);
    }
  }

  /** Ends the process at once; resolves when it is gone. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#closed;
  }

  #receive(message: ReplyMessage): void {
    if (message.kind === 'ready') {
      this.#ready?.resolve();
      return;
    }
    const pending = this.#pending.get(message.id);
    switch (message.kind) {
      case 'progress':
        pending?.progress(message.amount);
        return;
      case 'result':
        pending?.resolve(message.value);
        return;
      case 'error':
        pending?.reject(fromWireError(message.error));
    }
  }

  #end(how: string): void {
    this.#ended ??= new ProcessEndedError(`${this.#options.title} ${how}`);
    const reason = this.#options.signal.aborted
      ? (this.#options.signal.reason as Error)
      : this.#ended;
    this.#ready?.reject(reason);
    for (const { reject } of this.#pending.values()) reject(reason);
  }

  #howItEnded(code: number | null, signal: NodeJS.Signals | null): string {
    const outOfHeap = this.#output.includes('JavaScript heap out of memory');
    if (outOfHeap) return `ran out of its JavaScript heap of ${this.#options.heapMiB} MiB`;
    if (signal === 'SIGKILL') return 'was killed by SIGKILL, as by a system that is out of memory';
    if (signal !== null) return `was ended by ${signal}`;
    const lastLine = this.#output.trimEnd().split('\n').at(-1)?.trim();
    return `ended with exit code ${code}${lastLine ? `: ${lastLine}` : ''}`;
  }
}
