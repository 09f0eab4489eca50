import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text as textOf } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { createGunzip, gzipSync } from 'node:zlib';
import type { FrontEngine } from './front-engine';
import { FrontException, insertFromFile } from './front-engine';
import { type FrontRequest, readFrontRequest } from './front-request';

/** Statuses of ClickHouse's own; any other exception is a 500. */
const STATUS_OF_EXCEPTION: ReadonlyMap<number, number> = new Map([
  [60, 404],
  [62, 400],
  [81, 404],
  [516, 403],
]);

export interface FrontLogin {
  readonly user: string;
  readonly password: string;
}

function checkLogin({ user, password }: FrontRequest, login: FrontLogin): void {
  if (user === login.user && password === login.password) return;
  throw new FrontException(
    516,
    `Code: 516. DB::Exception: ${user}: Authentication failed: password is incorrect, or there is no user with such name. (AUTHENTICATION_FAILED)`,
  );
}

function bodyOf(request: IncomingMessage): Readable {
  return request.headers['content-encoding'] === 'gzip' ? request.pipe(createGunzip()) : request;
}

function send(request: IncomingMessage, response: ServerResponse, body: Uint8Array): void {
  if (/\bgzip\b/.test(request.headers['accept-encoding'] ?? '')) {
    response.setHeader('Content-Encoding', 'gzip');
    response.end(gzipSync(body));
  } else {
    response.end(body);
  }
}

let bodies = 0;

async function answer(
  engine: FrontEngine,
  spoolFolder: string,
  login: FrontLogin,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const asked = readFrontRequest(request);
  const aborted = new AbortController();
  response.on('close', () => {
    if (!response.writableFinished) aborted.abort();
  });
  response.setHeader('X-ClickHouse-Query-Id', asked.queryId);
  const file = join(spoolFolder, `body-${++bodies}`);
  try {
    // The whole body first: a client that still sends would not see the answer.
    if (asked.statement === undefined) {
      const statement = await textOf(bodyOf(request));
      checkLogin(asked, login);
      reply(await engine.run(statement, asked, aborted.signal));
    } else {
      await pipeline(bodyOf(request), createWriteStream(file));
      checkLogin(asked, login);
      reply(await engine.run(insertFromFile(asked.statement, file), asked, aborted.signal));
    }
  } finally {
    await rm(file, { force: true });
  }

  function reply({
    body,
    rowsRead,
    bytesRead,
    elapsedMs,
  }: Awaited<ReturnType<FrontEngine['run']>>) {
    const summary = {
      read_rows: String(rowsRead),
      read_bytes: String(bytesRead),
      written_rows: asked.statement === undefined ? '0' : String(rowsRead),
      written_bytes: asked.statement === undefined ? '0' : String(bytesRead),
      elapsed_ns: String(Math.round(elapsedMs * 1e6)),
    };
    response.setHeader('X-ClickHouse-Summary', JSON.stringify(summary));
    send(request, response, body);
  }
}

function refuse(request: IncomingMessage, response: ServerResponse, error: unknown): void {
  if (response.destroyed) return;
  const text = error instanceof Error ? error.message : String(error);
  if (error instanceof FrontException) {
    response.statusCode = STATUS_OF_EXCEPTION.get(error.code) ?? 500;
    response.setHeader('X-ClickHouse-Exception-Code', String(error.code));
  } else {
    response.statusCode = 500;
  }
  send(request, response, Buffer.from(`${text}\n`));
}

/**
 * ClickHouse's HTTP interface, as much of it as @clickhouse/client uses, over embedded ClickHouse:
 * ping, statements with parameters, settings and database in the URL, inserts whose body is data
 * of any format, gzip both ways, and the end of a statement whose client went away.
 *
 * @param spoolFolder for the bodies of inserts
 */
export function createFrontServer(
  engine: FrontEngine,
  spoolFolder: string,
  login: FrontLogin,
): Server {
  return createServer((request, response) => {
    if (request.method === 'GET') {
      response.end('Ok.\n');
      return;
    }
    answer(engine, spoolFolder, login, request, response).catch((error: unknown) => {
      refuse(request, response, error);
    });
  });
}
