/** A command that ends in every way that a command can end, for the test of the shared ending. */
import { once } from 'node:events';
import { Argument, Command } from 'commander';
import { runCommand } from '../commands/run-command';
import { BadInputError } from '../errors';
import { parseStorageUrl } from '../loaders';

const program = new Command('sample').addArgument(
  new Argument('<ending>').choices(['done', 'bad-input', 'bad-url', 'fault', 'wait', 'hang']),
);

void runCommand(program, async ({ signal }) => {
  switch (program.args[0]) {
    case 'bad-input':
      throw new BadInputError('--rows', '0 is too few', 'write 1 or more');
    case 'bad-url':
      parseStorageUrl('x:');
      return;
    case 'fault':
      throw new Error('the disk is on fire\nand more');
    case 'wait': {
      const keepAlive = setInterval(() => undefined, 1000);
      process.stdout.write('waiting\n');
      await once(signal, 'abort');
      clearInterval(keepAlive);
      process.stdout.write('cleaned up\n');
      return;
    }
    case 'hang':
      setInterval(() => undefined, 1000);
      process.stdout.write('waiting\n');
      await once(signal, 'abort');
      process.stdout.write('aborted\n');
      await once(new EventTarget(), 'never');
  }
});
