/**
 * The API against one produce request per HTTP request and against FastAPI + aiokafka: one run, one
 * broker, one load. `npm run bench:api`; see ../README.md for what is compared and why it is fair.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { BadInputError } from '../../errors';
import { type RunningKafka, startKafka } from '../../test-support/kafka';
import {
  type Cell,
  figuresTables,
  type ServiceFigures,
  type Workload,
  WORKLOADS,
} from './figures-table';
import type { LoadFigures, LoadOrder } from './load-process';
import { BENCHMARK_SECRET } from './made-up-requests';
import {
  COMPILED,
  isCompiled,
  type ServiceProcess,
  startApiProcess,
  startFastApiProcess,
} from './service-process';

const run = promisify(execFile);

const TOPIC = 'view-marks';
const PARTITIONS = 12;
const USERS = 1_000;
const WARM_UP_MS = 1_000;
const WARM_UP_MARKS = 10_000;
const MEASURE_MS = 5_000;

type Start =
  | { readonly status: 'possible'; readonly start: () => Promise<ServiceProcess> }
  | { readonly status: 'impossible'; readonly reason: string };

interface Service {
  readonly name: string;
  readonly start: Start;
}

function comparisonPython(): string | undefined {
  if (process.env.VIEWMARKS_PYTHON) return process.env.VIEWMARKS_PYTHON;
  const venv = join(__dirname, '..', '..', '.cache', 'api-venv', 'bin', 'python');
  return existsSync(venv) ? venv : undefined;
}

async function fastApi(env: Record<string, string>): Promise<Start> {
  const python = comparisonPython();
  if (python === undefined) {
    return {
      status: 'impossible',
      reason: 'neither VIEWMARKS_PYTHON nor .cache/api-venv is there',
    };
  }
  try {
    await run(python, ['-c', 'import fastapi, uvicorn, aiokafka, jwt']);
  } catch {
    return { status: 'impossible', reason: `${python} lacks fastapi/requirements.txt` };
  }
  return { status: 'possible', start: () => startFastApiProcess(python, env) };
}

function api(env: Record<string, string>): Start {
  if (!isCompiled()) {
    return { status: 'impossible', reason: `${COMPILED.join(' ')} is not there: npm run build` };
  }
  return { status: 'possible', start: () => startApiProcess(COMPILED, env) };
}

async function servicesOn(kafka: RunningKafka): Promise<readonly Service[]> {
  const env = {
    JWT_SECRET: BENCHMARK_SECRET,
    KAFKA_BROKERS: kafka.brokers.join(','),
    KAFKA_TOPIC: TOPIC,
  };
  const ours = { ...env, API_RATE_LIMIT: '1000000000', API_DRAIN_MS: '0', API_LOG_LEVEL: 'info' };
  const onePerRequest = {
    ...ours,
    PRODUCE_BATCH_MARKS: '1',
    PRODUCE_LINGER_MS: '0',
    PRODUCE_IN_FLIGHT: '512',
  };
  return [
    { name: 'viewmarks API', start: api(ours) },
    { name: 'the same, one produce per request', start: api(onePerRequest) },
    { name: 'FastAPI + aiokafka', start: await fastApi(env) },
    { name: 'FastAPI + aiokafka, linger 5 ms', start: await fastApi({ ...env, LINGER_MS: '5' }) },
  ];
}

async function measure(service: ServiceProcess, workload: Workload): Promise<Cell> {
  const { connections, route, marks } = workload;
  const order: LoadOrder = {
    port: service.port,
    pid: service.process.pid,
    connections,
    route,
    marks,
    users: USERS,
    warmUpMs: WARM_UP_MS,
    warmUpAnswers: WARM_UP_MARKS / marks,
    measureMs: MEASURE_MS,
  };
  const { stdout } = await run(process.execPath, [
    ...['-r', 'ts-node/register', join(__dirname, 'load-process.ts')],
    JSON.stringify(order),
  ]);
  return { status: 'measured', figures: JSON.parse(stdout) as LoadFigures };
}

async function measureService(
  { name, start }: Service,
  workloads: readonly Workload[],
): Promise<ServiceFigures> {
  if (start.status === 'impossible') {
    const cell: Cell = { status: 'not-run', reason: start.reason };
    return { service: name, cells: workloads.map(() => cell) };
  }
  const cells: Cell[] = [];
  for (const workload of workloads) {
    process.stderr.write(`${name}: ${workload.name}\n`);
    // A new process for each, so that no cell inherits the memory or the warm code of another.
    const service = await start.start();
    try {
      cells.push(await measure(service, workload));
    } finally {
      service.process.kill('SIGKILL');
      await service.process.ended;
    }
  }
  return { service: name, cells };
}

/** `--only 64` runs the workloads whose names contain 64. */
function chosenWorkloads(): readonly Workload[] {
  const { only = '' } = parseArgs({ options: { only: { type: 'string' } } }).values;
  const chosen = WORKLOADS.filter(({ name }) => name.includes(only));
  if (chosen.length > 0) return chosen;
  const names = WORKLOADS.map(({ name }) => name).join('; ');
  throw new BadInputError(
    '--only',
    `${JSON.stringify(only)} is in no name`,
    `choose from: ${names}`,
  );
}

async function main(): Promise<void> {
  const workloads = chosenWorkloads();
  const kafka = await startKafka();
  try {
    await kafka.createTopic(TOPIC, { partitions: PARTITIONS });
    const figures: ServiceFigures[] = [];
    for (const service of await servicesOn(kafka))
      figures.push(await measureService(service, workloads));
    const [cpu] = cpus();
    const memoryGib = (totalmem() / 2 ** 30).toFixed(0);
    process.stdout.write(
      `${new Date().toISOString().slice(0, 10)}, ${cpus().length} cores of ${cpu?.model ?? 'unknown'}, ` +
        `${memoryGib} GiB, Node ${process.versions.node}; broker, service and load share the machine\n\n` +
        `${figuresTables(workloads, figures)}\n`,
    );
  } finally {
    await kafka.stop();
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`error: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
