import type { Session } from 'chdb';
import type { DataDirectory } from './data-directory';

/** Makes sessions that work in one database, made when it is missing, with settings of their own. */
export function sessionsIn(
  directory: DataDirectory,
  database: string,
  settings: Readonly<Record<string, string>>,
): () => Promise<Session> {
  return async () => {
    const session = directory.session();
    try {
      await session.queryBindAsync('CREATE DATABASE IF NOT EXISTS {database:Identifier}', {
        database,
      });
      await session.queryBindAsync('USE {database:Identifier}', { database });
      for (const [name, value] of Object.entries(settings)) {
        await session.queryAsync(`SET ${name} = '${value}'`);
      }
      return session;
    } catch (error) {
      session.close();
      throw error;
    }
  };
}
