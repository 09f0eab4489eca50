import { ChildProcess } from '../processes/child-process';
import type { CallName, ReportProgress } from '../processes/calls';
import type { MemoryWatch } from '../processes/memory-watch';
import type { OpenedStorage, StorageCalls } from '../processes/storage-calls';
import type { Attempt } from './attempt';
import { reasonOf, type ShownText } from './shown-text';
import type { StorageTarget } from './storage-targets';

/** Limit of a storage process's JavaScript heap: batches as objects of the baseline formats need it. */
const STORAGE_HEAP_MIB = 768;

export interface HostContext {
  readonly signal: AbortSignal;
  readonly memory: MemoryWatch;
  readonly temporaryFolder: string;
  readonly shown: ShownText;
  /** See `OpenRequest`. */
  readonly opener: string | undefined;
}

/**
 * One storage and the process it lives in. The process is started when it is needed, and anew after
 * every failure, so that what went wrong in one cell cannot reach the next.
 */
export class StorageHost {
  readonly target: StorageTarget;
  readonly #context: HostContext;
  #child: ChildProcess<StorageCalls> | undefined;
  #spares: ChildProcess<StorageCalls>[] = [];
  #opened: OpenedStorage | undefined;
  #warmed = new Set<string>();

  constructor(target: StorageTarget, context: HostContext) {
    this.target = target;
    this.#context = context;
  }

  get name(): string {
    return this.target.name;
  }

  /** Whether a process of it is there. */
  get isRunning(): boolean {
    return this.#child?.alive ?? false;
  }

  /** What this process has done once for itself, by name; forgotten when the process ends. */
  get warmed(): Set<string> {
    return this.#warmed;
  }

  /**
   * Starts a process that the next open takes over, without opening the storage: several can be
   * started side by side while nothing is measured.
   */
  async prestart(): Promise<void> {
    await this.#attempt(async () => {
      this.#spares.push(await this.#start());
    });
  }

  /** The storage, opened in a process of its own; the one that is there, or a new one. */
  async open(): Promise<Attempt<OpenedStorage>> {
    const { data } = this.target;
    if (data.kind === 'missing') return { status: 'failed', reason: data.reason };
    if (this.#child?.alive && this.#opened) return { status: 'done', value: this.#opened };
    return this.#attempt(async () => {
      await this.#end();
      this.#child = this.#spares.pop() ?? (await this.#start());
      const { opener } = this.#context;
      this.#opened = await this.#child.call('open', { url: this.target.url, opener });
      return this.#opened;
    });
  }

  /** Opens the storage where it is not open, then calls. */
  async call<Name extends CallName<StorageCalls>>(
    call: Name,
    request: StorageCalls[Name]['request'],
    progress?: ReportProgress,
  ): Promise<Attempt<StorageCalls[Name]['response']>> {
    const opened = await this.open();
    if (opened.status === 'failed') return opened;
    return this.#attempt(() => this.#child!.call(call, request, progress));
  }

  /** Closes the storage and ends its process; the next call starts another. */
  async close(): Promise<Attempt<undefined>> {
    const child = this.#child;
    if (!child?.alive) return { status: 'done', value: undefined };
    return this.#attempt(async () => {
      await child.call('close', undefined);
      await this.#end();
      return undefined;
    });
  }

  /** Ends the process at once, whatever it does. */
  async kill(): Promise<void> {
    await this.#end();
    for (const spare of this.#spares.splice(0)) await spare.kill();
  }

  #start(): Promise<ChildProcess<StorageCalls>> {
    return ChildProcess.start<StorageCalls>({
      program: 'storage-process',
      title: `the process of ${this.name}`,
      heapMiB: STORAGE_HEAP_MIB,
      temporaryFolder: this.#context.temporaryFolder,
      memory: this.#context.memory,
      signal: this.#context.signal,
    });
  }

  async #end(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    this.#opened = undefined;
    this.#warmed = new Set();
    await child?.kill();
  }

  /** @throws the signal's reason once it is aborted; every other error is the storage's */
  async #attempt<Value>(work: () => Promise<Value>): Promise<Attempt<Value>> {
    try {
      return { status: 'done', value: await work() };
    } catch (error) {
      await this.#end();
      this.#context.signal.throwIfAborted();
      return { status: 'failed', reason: reasonOf(error, this.#context.shown) };
    }
  }
}
