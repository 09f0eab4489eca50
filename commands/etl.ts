import { once } from 'node:events';
import { Command } from 'commander';
import { describeVariables, FILE_VARIABLES, parseEtlConfig, startEtl } from '../etl';
import { EXIT, runCommand } from './run-command';

function variablesHelp(): string {
  const variables = describeVariables();
  const width = Math.max(...variables.map(({ name }) => name.length));
  const lines = variables.map(
    ({ name, defaultValue, about }) =>
      `  ${name.padEnd(width)}  ${about}${defaultValue === undefined ? '' : ` (default ${defaultValue})`}`,
  );
  return [
    '',
    'Environment variables:',
    ...lines,
    '',
    `The value of ${FILE_VARIABLES.join(', ')} may stand in a file`,
    'instead, which the same name with _FILE at its end names.',
    '',
    'SIGTERM or SIGINT ends it after what was read is stored; a second one at once.',
  ].join('\n');
}

const program = new Command('etl')
  .description('Delivers view marks from Kafka to the store, each exactly once.')
  .addHelpText('after', variablesHelp);

let hasStopped = false;

void runCommand(program, async ({ signal }) => {
  const etl = await startEtl(parseEtlConfig(process.env), { signal });
  try {
    if (!signal.aborted) await Promise.race([once(signal, 'abort'), etl.failed]);
  } finally {
    await etl.stop();
  }
  hasStopped = true;
}).then(() => {
  // A service that was told to end and has ended in order is not a command that was interrupted.
  if (hasStopped) process.exitCode = EXIT.done;
});
