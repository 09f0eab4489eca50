import type * as nodeApi from '@duckdb/node-api';
import type bindings from '@duckdb/node-bindings';

/** The client package and what lies under it. */
export interface Engine {
  readonly api: typeof nodeApi.default;
  readonly bindings: typeof bindings;
}

let loaded: Engine | undefined;

/**
 * Loads the engine on first use: a process that talks to another storage shall neither pay for it nor
 * need its native library.
 */
export async function loadEngine(): Promise<Engine> {
  loaded ??= {
    api: (await import('@duckdb/node-api')).default,
    bindings: (await import('@duckdb/node-bindings')).default,
  };
  return loaded;
}

/** The engine, which has been loaded because a database was opened. */
export function engine(): Engine {
  if (!loaded) throw new Error('the DuckDB engine is used before it was loaded');
  return loaded;
}
