import { mkdtempSync, mkdirSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FrontEngine } from './front-engine';
import { createFrontServer } from './front-server';

/** The front's own process: engine and server live and die with it. */
const [user = '', password = ''] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'viewmarks-front-'));
const spoolFolder = join(folder, 'spool');
mkdirSync(spoolFolder);
const engine = new FrontEngine(join(folder, 'data'));
const server = createFrontServer(engine, spoolFolder, { user, password });

// Whoever started the front has ended or no longer wants it. The data is not wanted either, so
// nothing is closed: a statement that still runs would keep the engine from it.
process.on('disconnect', () => {
  rmSync(folder, { recursive: true, force: true });
  process.kill(process.pid, 'SIGKILL');
});

server.listen(0, '127.0.0.1', () => {
  process.send!((server.address() as AddressInfo).port);
});
