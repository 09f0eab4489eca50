/**
 * The protocol of a load.
 *
 * `COPY ... FROM LOCAL STDIN`: `< T` (a column "Rows Loaded"), `< F` (no files), `> F`, `< G`,
 * `> d`..., `> j`, `[< O]` (row numbers, with RETURNREJECTED), `< J`, `> c`, `< D` (the count), `< C`.
 * `COPY ... FROM STDIN`: `< G`, `> d`..., `> c`, `< C`.
 * The client gives up by CopyError (e) or CopyFail (f). An error of the server comes at any moment;
 * what the client still sends of the load is then read and dropped.
 *
 * Source: vertica-python (`vertica/cursor.py`), vertica-nodejs 1.1.4 (`lib/query.js`).
 */
import type { ClientStream } from './client-stream';
import type { CopyTarget } from './copy';
import { type Executor, ROWS_LOADED_COLUMN } from './engine';
import { clientError, queryCanceled, VerticaError } from './errors';
import type { CopyStatement } from './sql';
import { type FrontendMessage, ProtocolViolation } from './wire';

async function receive(client: ClientStream): Promise<FrontendMessage> {
  const message = await client.nextMessage();
  await client.meetFaultsOf(message);
  if (client.isCanceled) throw queryCanceled();
  switch (message.name) {
    case 'copyError':
      throw clientError(message.message, message.method, message.file, message.line);
    case 'copyFail':
      throw new VerticaError('57014', `COPY from stdin failed: ${message.message}`);
    default:
      return message;
  }
}

type BatchEnd = 'endOfBatchRequest' | 'copyDone';

/** Reads data up to the end of a batch or of the load, and says which of them it was. */
async function readData(client: ClientStream, target: CopyTarget): Promise<BatchEnd> {
  for (;;) {
    const message = await receive(client);
    switch (message.name) {
      case 'endOfBatchRequest':
      case 'copyDone':
        return message.name;
      case 'copyData':
        await target.add(message.piece);
        break;
      default:
        throw new ProtocolViolation(`${message.name} within a load`);
    }
  }
}

async function openLocal(client: ClientStream): Promise<void> {
  await client.send({ name: 'rowDescription', columns: [ROWS_LOADED_COLUMN] });
  await client.send({ name: 'verifyFiles', files: [], rejectedFile: '', exceptionsFile: '' });
  await client.flush();
  const message = await receive(client);
  if (message.name !== 'verifiedFiles') {
    throw new ProtocolViolation(`${message.name} instead of verifiedFiles`);
  }
}

/** @throws VerticaError; nothing is loaded then */
export async function runCopy(
  client: ClientStream,
  executor: Executor,
  copy: CopyStatement,
): Promise<void> {
  client.copyBytes = 0;
  const { target, columns } = await executor.startCopy(copy);
  try {
    if (copy.local) await openLocal(client);
    await client.send({ name: 'copyInResponse', columns });
    await client.flush();
    while ((await readData(client, target)) === 'endOfBatchRequest') {
      const rejectedRows = await executor.endCopyBatch(target);
      if (copy.returnRejected) await client.send({ name: 'writeFile', rejectedRows });
      await client.send({ name: 'endOfBatchResponse' });
      await client.flush();
    }
    const rowsLoaded = await executor.finishCopy(copy, target);
    if (copy.local) await client.send({ name: 'dataRow', cells: [String(rowsLoaded)] });
    await client.send({ name: 'commandComplete', tag: 'COPY' });
  } catch (error) {
    client.stopInterrupting();
    await target.abandon();
    throw error;
  }
}
