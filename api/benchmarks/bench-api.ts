/**
 * The API against one produce request per HTTP request and against FastAPI + aiokafka: one run, one
 * broker, one load. See ../README.md for what is compared and why it is fair.
 *
 *     npm run bench:api -- [--only WORKLOAD] [--rounds N]
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

/** A broker's code is interpreted at first: whoever was measured first would pay for that. */
const BROKER_WARM_UP: Workload = { name: '', connections: 64, route: 'single', marks: 1 };
const BROKER_WARM_UP_MARKS = 200_000;

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

async function measure(
  service: ServiceProcess,
  { connections, route, marks }: Workload,
  warmUpMarks = WARM_UP_MARKS,
): Promise<LoadFigures> {
  const order: LoadOrder = {
    port: service.port,
    pid: service.process.pid,
    connections,
    route,
    marks,
    users: USERS,
    warmUpMs: WARM_UP_MS,
    warmUpAnswers: warmUpMarks / marks,
    measureMs: MEASURE_MS,
  };
  const { stdout } = await run(process.execPath, [
    ...['-r', 'ts-node/register', join(__dirname, 'load-process.ts')],
    JSON.stringify(order),
  ]);
  return JSON.parse(stdout) as LoadFigures;
}

/** A new process for each measurement, so that none inherits the memory or the warm code of another. */
async function measureAfresh(
  start: () => Promise<ServiceProcess>,
  workload: Workload,
  warmUpMarks?: number,
): Promise<LoadFigures> {
  const service = await start();
  try {
    return await measure(service, workload, warmUpMarks);
  } finally {
    service.process.kill('SIGKILL');
    await service.process.ended;
  }
}

/** Round after round, so that what the machine does at one time falls on every service alike. */
async function measureWorkload(
  services: readonly Service[],
  workload: Workload,
  rounds: number,
): Promise<readonly Cell[]> {
  const figures: LoadFigures[][] = services.map(() => []);
  for (let round = 1; round <= rounds; round++) {
    for (const [at, { name, start }] of services.entries()) {
      if (start.status === 'impossible') continue;
      process.stderr.write(`${workload.name}, round ${round} of ${rounds}: ${name}\n`);
      figures[at]!.push(await measureAfresh(start.start, workload));
    }
  }
  return services.map(({ start }, at) =>
    start.status === 'impossible'
      ? { status: 'not-run', reason: start.reason }
      : { status: 'measured', rounds: figures[at]! },
  );
}

async function warmUpBroker(services: readonly Service[]): Promise<void> {
  for (const { start } of services) {
    if (start.status === 'impossible') continue;
    process.stderr.write('warming up the broker\n');
    await measureAfresh(start.start, BROKER_WARM_UP, BROKER_WARM_UP_MARKS);
    return;
  }
}

interface Flags {
  readonly workloads: readonly Workload[];
  readonly rounds: number;
}

/** `--only 64` runs the workloads whose names contain 64; `--rounds 1` measures each once. */
function readFlags(): Flags {
  const { only, rounds } = parseArgs({
    options: {
      only: { type: 'string', default: '' },
      rounds: { type: 'string', default: '3' },
    },
  }).values;
  if (!/^[1-9]\d?$/.test(rounds)) {
    const problem = `${JSON.stringify(rounds)} is not a whole number from 1 to 99`;
    throw new BadInputError('--rounds', problem, 'write for example --rounds 3');
  }
  const workloads = WORKLOADS.filter(({ name }) => name.includes(only));
  if (workloads.length === 0) {
    const names = WORKLOADS.map(({ name }) => name).join('; ');
    const problem = `${JSON.stringify(only)} is in no name`;
    throw new BadInputError('--only', problem, `choose from: ${names}`);
  }
  return { workloads, rounds: Number(rounds) };
}

async function main(): Promise<void> {
  const { workloads, rounds } = readFlags();
  const kafka = await startKafka();
  try {
    await kafka.createTopic(TOPIC, { partitions: PARTITIONS });
    const services = await servicesOn(kafka);
    await warmUpBroker(services);
    const cells: (readonly Cell[])[] = [];
    for (const workload of workloads) {
      cells.push(await measureWorkload(services, workload, rounds));
    }
    const figures = services.map(({ name }, at): ServiceFigures => ({
      service: name,
      cells: cells.map((ofWorkload) => ofWorkload[at]!),
    }));
    const [cpu] = cpus();
    const memoryGib = (totalmem() / 2 ** 30).toFixed(0);
    process.stdout.write(
      `${new Date().toISOString().slice(0, 10)}, ${cpus().length} cores of ${cpu?.model ?? 'unknown'}, ` +
        `${memoryGib} GiB, Node ${process.versions.node}; broker, service and load share the machine; ` +
        `medians of ${rounds}\n\n` +
        `${figuresTables(workloads, figures)}\n`,
    );
  } finally {
    await kafka.stop();
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`error: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof BadInputError ? 2 : 1;
});
