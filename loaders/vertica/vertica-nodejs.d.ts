/**
 * What this project uses of vertica-nodejs 1.1.4, which has no types of its own. Read from its source
 * (`lib/client.js`, `lib/connection.js`, `lib/query.js`, `lib/result.js`).
 */
declare module 'vertica-nodejs' {
  import type { EventEmitter } from 'node:events';
  import type { Socket } from 'node:net';
  import type { Readable } from 'node:stream';
  import type { ConnectionOptions } from 'node:tls';

  const vertica: {
    readonly Client: new (config: string | vertica.ClientConfig) => vertica.Client;
    readonly Query: new (
      config: vertica.QueryConfig,
      callback: (error: Error | null, result: vertica.QueryResult) => void,
    ) => vertica.Query;
  };

  namespace vertica {
    interface ClientConfig {
      readonly host?: string;
      readonly port?: number;
      readonly user?: string;
      readonly password?: string | (() => string);
      readonly database?: string;
      /** Servers to try when `host` is not there. */
      readonly backup_server_node?: readonly { readonly host: string; readonly port: number }[];
      /** Options for TLS in place of `tls_mode` and `tls_trusted_certs`. */
      readonly tls_config?: ConnectionOptions;
      /** `verify-ca` checks the certificate's chain, `verify-full` also its host name. */
      readonly tls_mode?: 'disable' | 'require' | 'verify-ca' | 'verify-full';
      /** Path of a file with trusted certificates as PEM. */
      readonly tls_trusted_certs?: string;
      readonly client_label?: string;
      /** 0 waits for ever. */
      readonly connectionTimeoutMillis?: number;
      readonly keepAlive?: boolean;
    }

    type Parameter = string | number | boolean | null;

    interface QueryConfig {
      readonly text: string;
      /** Prepares the statement under this name once per connection. */
      readonly name?: string;
      readonly values?: readonly Parameter[];
      /** The data of `COPY ... FROM LOCAL STDIN`. */
      readonly copyStream?: Readable;
    }

    /** Integers and floats are numbers, booleans are booleans, every other type is a string. */
    type Cell = string | number | boolean | null;

    interface QueryResult {
      /** First word of the command's tag; null for a prepared statement. */
      readonly command: string | null;
      readonly rows: readonly Readonly<Record<string, Cell>>[];
      readonly fields: readonly { readonly name: string; readonly dataTypeID: number }[];
      /** Numbers of the rejected rows, 1-based, of a COPY with RETURNREJECTED. */
      getRejectedRows(): readonly bigint[];
    }

    interface Query {
      readonly text: string;
    }

    interface Connection extends EventEmitter {
      readonly stream: Socket;
      /** Begins to read what the server sends; called once the connection is as encrypted as it will be. */
      attachListeners(stream: Socket): void;
      /** Ends a COPY; the server answers with an error and the connection stays usable. */
      sendCopyError(file: string, line: number, method: string, message: string): void;
    }

    /** Emits `error` for a connection that breaks, and `end`. */
    interface Client extends EventEmitter {
      readonly connection: Connection;
      connect(): Promise<void>;
      /** A text of several statements resolves to an array of results instead. */
      query(query: string | QueryConfig): Promise<QueryResult>;
      query(query: Query): Query;
      /** From a client that is not connected: asks the server to cancel a query of another one. */
      cancel(client: Client, query: Query): void;
      end(): Promise<void>;
    }

    /** What the server reported. */
    interface DatabaseError extends Error {
      /** SQLSTATE. */
      readonly code: string;
      readonly severity: string;
      readonly detail?: string;
      readonly hint?: string;
    }
  }

  export = vertica;
}
