import type { Results, StorageRow } from './results';
import { isVertica } from './vertica-identity';

type MeasuredRow = Extract<StorageRow, { status: 'measured' }>;

function isRestricted(storage: StorageRow): storage is MeasuredRow {
  return storage.status === 'measured' && isVertica(storage.identity);
}

/**
 * Storages whose figures may not be published: Vertica's licence forbids disclosing the results of
 * benchmarks without the vendor's written consent.
 */
export function restrictedStorages({ storages }: Results): readonly string[] {
  return storages.filter(isRestricted).map(({ name }) => name);
}

/**
 * The same results without anything that was measured on a restricted storage: its row says that it
 * was measured and is withheld, its cells and checks are gone, and so are peak memory and phases of
 * the run, from which its share could be worked out. Whether it answered wrongly stays known.
 */
export function withholdRestricted(results: Results): Results {
  const names = new Set(restrictedStorages(results));
  if (names.size === 0) return results;
  const isOpen = ({ storage }: { readonly storage: string }): boolean => !names.has(storage);
  return {
    ...results,
    environment: { ...results.environment, memory: null },
    storages: results.storages.map((storage): StorageRow => {
      if (!isRestricted(storage)) return storage;
      return {
        status: 'withheld',
        name: storage.name,
        engine: storage.identity.engine,
        engineVersion: storage.identity.engineVersion,
        reason: 'licence',
        hasWrongAnswers: results.checks.some(
          (check) => check.storage === storage.name && check.verdict.status === 'wrong',
        ),
      };
    }),
    phases: [],
    checks: results.checks.filter(isOpen),
    cells: results.cells.filter(isOpen),
  };
}
