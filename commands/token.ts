import { Command } from 'commander';
import { makeDevelopmentToken } from '../api';
import { wholeNumber } from './number-option';
import { runCommand } from './run-command';

const program = new Command('token')
  .description('A token for development, signed with JWT_SECRET, on standard output.')
  .requiredOption('--user <uuid>', 'the user whose marks it may send')
  .option('--minutes <number>', 'how long it is valid', wholeNumber('--minutes', 1, 525_600), 60)
  .addHelpText(
    'after',
    '\nJWT_SECRET has to start with dev-only-, and no key of a real auth service may be configured.',
  );

void runCommand(program, async () => {
  const { user, minutes } = program.opts<{ user: string; minutes: number }>();
  process.stdout.write(`${await makeDevelopmentToken({ userId: user, minutes })}\n`);
});
