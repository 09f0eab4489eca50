import { CommanderError, type Command } from 'commander';
import { BadInputError } from '../errors';
import { StorageError } from '../loaders/storage-error';

/** 0 done, 1 failed, 2 wrong usage; 128 + signal number when a signal ended the command. */
export const EXIT = { done: 0, failed: 1, usage: 2, interrupted: 130, terminated: 143 } as const;

export interface CommandContext {
  /** Aborted on the first SIGINT or SIGTERM: stop what runs, remove what is temporary, return. */
  readonly signal: AbortSignal;
}

/** A failure that was already explained to the user in full; only the exit code is left to set. */
export class CommandFailedError extends Error {
  override readonly name = 'CommandFailedError';
}

function printLine(text: string): void {
  process.stderr.write(`${text}\n`);
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n', 1)[0] ?? '';
}

function exitCodeOf(error: unknown): number {
  if (error instanceof CommandFailedError) return EXIT.failed;
  if (error instanceof CommanderError) {
    // Commander has printed its own line (or the help text) by now.
    return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  }
  if (
    error instanceof BadInputError ||
    (error instanceof StorageError && error.code === 'BAD_URL')
  ) {
    printLine(`error: ${error.message}`);
    return EXIT.usage;
  }
  printLine(`error: ${firstLine(error)}`);
  if (process.env.VIEWMARKS_DEBUG && error instanceof Error) printLine(error.stack ?? '');
  return EXIT.failed;
}

/**
 * Parses the process's arguments with `program`, runs its action and sets the process's exit code.
 *
 * `action` reads `program.opts()` and `program.args`. Wrong usage (unknown flag, {@link BadInputError}, a bad storage
 * URL) prints one line and exits with 2, any other error with 1. The first SIGINT or SIGTERM aborts
 * `context.signal` and the exit code is 130 or 143 once the action has cleaned up; a second one
 * ends the process at once. VIEWMARKS_DEBUG=1 adds the stack of an unexpected error.
 */
export async function runCommand(
  program: Command,
  action: (context: CommandContext) => Promise<void>,
): Promise<void> {
  const controller = new AbortController();
  let interruptedBy: 'interrupted' | 'terminated' | undefined;
  const onSignal = (signal: NodeJS.Signals): void => {
    const cause = signal === 'SIGINT' ? 'interrupted' : 'terminated';
    if (interruptedBy !== undefined) process.exit(EXIT[cause]);
    interruptedBy = cause;
    controller.abort(new Error(cause));
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  program
    .exitOverride()
    .showHelpAfterError(false)
    .configureOutput({
      outputError: (text, write) => {
        write(`${text.trimEnd()}; see --help\n`);
      },
    });
  program.action(async () => {
    await action({ signal: controller.signal });
  });
  try {
    await program.parseAsync();
    process.exitCode = interruptedBy === undefined ? EXIT.done : EXIT[interruptedBy];
  } catch (error) {
    process.exitCode = interruptedBy === undefined ? exitCodeOf(error) : EXIT[interruptedBy];
  } finally {
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
  }
}
