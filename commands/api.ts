import { once } from 'node:events';
import { Command } from 'commander';
import { describeVariables, FILE_VARIABLES, parseApiConfig, startApi } from '../api';
import { runCommand } from './run-command';

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
    'SIGTERM or SIGINT ends it without losing a request.',
  ].join('\n');
}

const program = new Command('api')
  .description('The ingest API: takes view marks over HTTP and answers when Kafka has them.')
  .addHelpText('after', variablesHelp);

void runCommand(program, async ({ signal }) => {
  const api = await startApi(parseApiConfig(process.env));
  if (!signal.aborted) await once(signal, 'abort');
  await api.stop();
});
