import {
  type DeliveryFaults,
  type FaultPoint,
  parseEtlConfig,
  type Protection,
  startEtl,
} from '../../etl';

/** What the tests ask of an ETL in a process of its own; see index.ts. */
interface AskedFaults {
  readonly killAt?: { readonly point: FaultPoint; readonly nth: number };
  readonly disabled?: readonly Protection[];
}

const { killAt, disabled = [] } = JSON.parse(process.argv[2] ?? '{}') as AskedFaults;
let seen = 0;

const faults: DeliveryFaults = {
  disabled: new Set(disabled),
  at: (point) => {
    if (point !== killAt?.point || ++seen < killAt.nth) return;
    // Nothing of this process runs after it.
    process.kill(process.pid, 'SIGKILL');
  },
};

async function run(): Promise<void> {
  process.stdout.write('etl: begins\n');
  const etl = await startEtl(parseEtlConfig(process.env), { faults });
  process.stdout.write(`etl: ready at ${etl.url}\n`);
  process.once('SIGTERM', () => {
    void etl.stop().then(() => process.exit(0));
  });
  await etl.failed;
}

void run().catch((error: unknown) => {
  process.stderr.write(`etl: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
