import { Presets, SingleBar } from 'cli-progress';

export interface ProgressOptions {
  /** What is being counted, in the plural: `marks`, `steps`. */
  readonly unit: string;
  /** Where bars and lines go; standard error by default, so that standard output stays data. */
  readonly stream?: NodeJS.WriteStream;
}

/** A long job's progress: a bar with an estimate on a terminal, and nothing at all elsewhere. */
export interface Progress {
  /** Adds to what is done. */
  advance(amount: number): void;
  /** Names the step under way beside the bar. */
  step(name: string): void;
  /** Removes the bar; call it on every way out. */
  stop(): void;
}

const SILENT: Progress = {
  advance: () => undefined,
  step: () => undefined,
  stop: () => undefined,
};

/**
 * @param label shown before the bar
 * @param total amount at which the job is done
 */
export function startProgress(label: string, total: number, options: ProgressOptions): Progress {
  const stream = options.stream ?? process.stderr;
  if (!stream.isTTY) return SILENT;
  const bar = new SingleBar(
    {
      stream,
      format: `${label} {bar} {percentage}% {value}/{total} ${options.unit}, {eta_formatted} left {step}`,
      barsize: 24,
      hideCursor: true,
      clearOnComplete: true,
      stopOnComplete: false,
      linewrap: false,
      etaBuffer: 50,
    },
    Presets.shades_classic,
  );
  bar.start(total, 0, { step: '' });
  return {
    advance: (amount) => {
      bar.increment(amount);
    },
    step: (name) => {
      bar.update({ step: name });
    },
    stop: () => {
      bar.stop();
    },
  };
}
