import type * as chdb from 'chdb';

/** The client package, which brings the engine with it. */
export type Engine = typeof chdb;

/**
 * Loads the engine on first use: it takes 150 MB and most of a second, which a process that talks
 * to another storage shall not pay.
 */
export async function loadEngine(): Promise<Engine> {
  // The package names only a part of its functions where it is imported; all are in its default.
  return (await import('chdb')).default;
}
