import type { Results, StorageRow } from '../results';
import type { Option } from './criteria';
import type { Evidence } from './decision-schema';
import { bestInsertCell } from './measures';

type MeasuredRow = Extract<StorageRow, { status: 'measured' }>;

function bestRate(results: Results, { name }: MeasuredRow): number {
  return bestInsertCell(results, name)?.outcome.rowsPerSecond.median ?? 0;
}

/**
 * What a run has to say about an option: the storage reached as production reaches it, else the same
 * engine reached otherwise; of several alike, the one that inserts fastest.
 */
export function evidenceFor(results: Results, { engine, production, name }: Option): Evidence {
  const ofEngine = results.storages
    .flatMap((row) => (row.status === 'measured' && row.identity.engine === engine ? [row] : []))
    .sort((a, b) => bestRate(results, b) - bestRate(results, a));
  const itself = ofEngine.find(
    ({ identity }) => production === null || identity.transport === production.transport,
  );
  const found = itself ?? ofEngine[0];
  if (found) {
    const { engineVersion, client, transport } = found.identity;
    const standing = itself ? 'itself' : 'same-engine';
    return { status: 'measured', storage: found.name, engineVersion, client, transport, standing };
  }
  const withheld = results.storages.find(
    (row) => row.status === 'withheld' && row.engine === engine,
  );
  if (withheld) {
    return { status: 'withheld', because: 'its licence forbids publishing what was measured' };
  }
  const notRun = results.storages.find(
    (row) => row.status === 'not-run' && row.name.startsWith(engine),
  );
  return {
    status: 'not-measured',
    because:
      notRun?.status === 'not-run' ? notRun.reason : `${name} was not among this run's storages`,
  };
}
