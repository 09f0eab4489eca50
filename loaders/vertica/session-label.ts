/**
 * Every insert labels its session with its token, so that any process can find the session of an insert
 * and have the server close it.
 */
import { setTimeout } from 'node:timers/promises';
import { readSql } from '../../schemas';
import { StorageError } from '../storage-error';
import type { VerticaConnection } from './connection';
import { readStatement } from './vertica-sql';

const POLL_MS = 20;

/**
 * The label of a token. It ends with a slash and keeps those of the token, so that the label of
 * `token/rest` begins with the label of `token`; other characters that could mean something to SQL
 * are written as their bytes.
 */
function labelOf(token: string): string {
  const plain = token.replace(/[^\w.:/-]/gu, (character) =>
    Array.from(Buffer.from(character), (byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''),
  );
  return `viewmarks insert ${plain}/`;
}

async function setLabel(connection: VerticaConnection, label: string): Promise<void> {
  await connection.run(readSql('vertica', 'durable/set-label').replace('{label}', () => label));
}

/** Names the token whose insert this connection begins. Opens its transaction. @throws StorageError */
export async function labelSession(connection: VerticaConnection, token: string): Promise<void> {
  await setLabel(connection, labelOf(token));
}

async function findSessions(connection: VerticaConnection, label: string): Promise<string[]> {
  const { text, names } = readStatement('durable/find-sessions');
  const values = names.map(() => label);
  const { rows } = await connection.runPrepared('durable/find-sessions', text, values);
  return rows.map(({ session_id }) => String(session_id));
}

/** @returns what the server says against it: mostly that the session has ended meanwhile */
async function closeSession(
  connection: VerticaConnection,
  id: string,
): Promise<StorageError | undefined> {
  const quoted = id.replaceAll("'", "''");
  const text = readSql('vertica', 'durable/close-session').replace('{session_id}', () => quoted);
  try {
    await connection.run(text);
    return undefined;
  } catch (error) {
    if (connection.isUsable && error instanceof StorageError) return error;
    throw error;
  }
}

/**
 * Ends the inserts that run under a token, or under one that continues it behind a slash: their
 * sessions are closed, and their transactions were rolled back or committed when this resolves.
 *
 * @throws StorageError TIMEOUT when a session does not end in the time of a request
 */
export async function endInserts(connection: VerticaConnection, token: string): Promise<void> {
  const label = labelOf(token);
  // This session may have the label of an insert that is long over.
  await setLabel(connection, 'viewmarks');
  const startedAt = performance.now();
  let refusal: StorageError | undefined;
  for (;;) {
    const sessions = await findSessions(connection, label);
    if (sessions.length === 0) return;
    if (performance.now() - startedAt > connection.requestTimeoutMs) {
      const reason = refusal ? `: ${refusal.message}` : '';
      throw new StorageError(
        'TIMEOUT',
        `vertica: the session ${sessions[0]!} of an insert did not end${reason}`,
        { engineCode: refusal?.engineCode, cause: refusal },
      );
    }
    for (const id of sessions) refusal = (await closeSession(connection, id)) ?? refusal;
    await setTimeout(POLL_MS);
  }
}
