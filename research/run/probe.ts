import { BadInputError } from '../../errors';
import type { OpenedStorage } from '../processes/storage-calls';
import type { StorageRow } from '../results';
import type { BenchPlan } from './bench-plan';
import type { RunObserver } from './observer';
import type { ShownText } from './shown-text';
import type { StorageHost } from './storage-host';
import { redactStorageUrl } from '../../loaders';

/** A storage that can be opened, with the host of its process. */
export interface OpenableStorage {
  readonly host: StorageHost;
  readonly opened: OpenedStorage;
}

export interface Probed {
  readonly rows: readonly StorageRow[];
  readonly storages: readonly OpenableStorage[];
}

function shownIdentity(
  { identity }: OpenedStorage,
  shown: ShownText,
): Extract<StorageRow, { status: 'measured' }>['identity'] {
  return {
    ...identity,
    url: shown(identity.url),
    settings: Object.fromEntries(
      Object.entries(identity.settings).map(([name, value]) => [name, shown(value)]),
    ),
  };
}

/** @throws BadInputError when a storage that the user named holds marks and may not be overwritten */
async function refuseToOverwrite(host: StorageHost, plan: BenchPlan): Promise<string | undefined> {
  const { data, url } = host.target;
  if (plan.overwrite || (data.kind !== 'server' && data.kind !== 'path')) return undefined;
  const counted = await host.call('count-marks', undefined);
  if (counted.status === 'failed') return counted.reason;
  if (counted.value === 0) return undefined;
  throw new BadInputError(
    '--storages',
    `${redactStorageUrl(url)} holds ${counted.value} marks already`,
    'name an empty database, or add --overwrite to replace its tables view_marks and films',
  );
}

async function reasonNotToRun(
  host: StorageHost,
  opened: Awaited<ReturnType<StorageHost['open']>>,
  plan: BenchPlan,
): Promise<string | undefined> {
  if (opened.status === 'failed') return opened.reason;
  return refuseToOverwrite(host, plan);
}

/**
 * Opens every storage once, one after the other, each in a process of its own. One that cannot be
 * opened is not run, with the reason.
 *
 * @throws BadInputError see {@link refuseToOverwrite}
 */
export async function probeStorages(
  hosts: readonly StorageHost[],
  plan: BenchPlan,
  shown: ShownText,
  observer: RunObserver,
): Promise<Probed> {
  const rows: StorageRow[] = [];
  const storages: OpenableStorage[] = [];
  observer.begin('open storages', hosts.length, 'storages');
  for (const host of hosts) {
    const { name } = host;
    observer.step(name);
    const opened = await host.open();
    const reason = await reasonNotToRun(host, opened, plan);
    if (opened.status === 'failed' || reason !== undefined) {
      const url = shown(redactStorageUrl(host.target.url));
      rows.push({ status: 'not-run', name, url, reason: reason! });
      // Nobody asked for a storage that is missing; the report lists it all the same.
      if (host.target.data.kind !== 'missing') observer.warn(`${name} not run: ${reason}`);
    } else {
      const { openMs, rssAfterOpenBytes } = opened.value;
      const identity = shownIdentity(opened.value, shown);
      rows.push({ status: 'measured', name, identity, openMs, rssAfterOpenBytes });
      storages.push({ host, opened: opened.value });
    }
    await host.close();
    observer.advance(1);
  }
  observer.end(`${storages.length} of ${hosts.length} can be measured`);
  return { rows, storages };
}
