import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { resultsSchema, targetsOf } from '../../research';
import { temporaryFolder } from '../temporary-folder';
import { composeFile, type ComposeFile, variablesOf } from './compose-file';
import { readDockerfile } from './dockerfile';

const ROOT = join(__dirname, '..', '..');
const TEXT = readFileSync(join(ROOT, 'docker-compose.research.yml'), 'utf8');
const HEAD = TEXT.slice(0, TEXT.indexOf('\nx-server'));
const ENGINES = ['clickhouse', 'vertica'];

const file = composeFile(TEXT);

function benchFlags({ services }: ComposeFile): readonly string[] {
  const { entrypoint } = services.bench!;
  const script = entrypoint!.indexOf('dist/commands/bench.js');
  return entrypoint!.slice(script + 1);
}

function targets(variables: Readonly<Record<string, string>> = {}) {
  const flags = benchFlags(composeFile(TEXT, variables));
  const storages = flags[flags.indexOf('--storages') + 1]!;
  return targetsOf(storages, false, variables.VERTICA_URL);
}

describe('docker-compose.research.yml', () => {
  it('fits the compose specification, with its defaults and with every variable set', () => {
    const all = Object.fromEntries([...variablesOf(TEXT).keys()].map((name) => [name, '5']));
    expect(Object.keys(all).length).toBeGreaterThan(5);
    expect(Object.keys(composeFile(TEXT, all).services)).toEqual([
      'clickhouse',
      'vertica',
      'bench',
    ]);
  });

  it.each([
    ['a misspelt key', (text: string) => text.replace('healthcheck:', 'heathcheck:')],
    ['a wrong type', (text: string) => text.replace("restart: 'no'", 'restart: [1]')],
    ['a bad duration', (text: string) => text.replace('interval: 2s', 'interval: soon')],
    ['an undeclared volume', (text: string) => text.replace('\n  bench-tmp:\n', '\n')],
    [
      'a dependency on nothing',
      (text: string) => text.replace('      clickhouse: { c', '      house: { c'),
    ],
    ['an unknown variable syntax', (text: string) => text.replace('${VERTICA_URL:-}', '$URL')],
  ])('would be refused with %s', (_, spoil) => {
    expect(spoil(TEXT)).not.toBe(TEXT);
    expect(() => composeFile(spoil(TEXT))).toThrow();
  });

  it('pins ClickHouse to an exact version, and takes Vertica only from VERTICA_IMAGE', () => {
    expect(file.services.clickhouse!.image).toMatch(
      /^clickhouse\/clickhouse-server:\d+\.\d+\.\d+\.\d+$/,
    );
    // Nothing could be pulled by accident: .invalid is no domain.
    expect(file.services.vertica!.image).toContain('VERTICA_IMAGE.invalid/');
    const image = 'registry.example/vertica-ce:25.2.0-0';
    expect(composeFile(TEXT, { VERTICA_IMAGE: image }).services.vertica!.image).toBe(image);
    expect(file.services.vertica!.profiles).toEqual(['vertica']);
    expect(file.services.clickhouse!.profiles).toBeUndefined();
  });

  it('gives both engines the same processors and memory, whatever is set', () => {
    for (const variables of [{}, { RESEARCH_CPUS: '6', RESEARCH_MEMORY: '20g' }]) {
      const { services } = composeFile(TEXT, variables);
      const limits = ENGINES.map((name) => services[name]!.deploy!.resources.limits);
      expect(limits[0]).toEqual(limits[1]);
      expect(Object.keys(limits[0]!)).toEqual(['cpus', 'memory']);
      if ('RESEARCH_CPUS' in variables) expect(limits[0]).toEqual({ cpus: '6', memory: '20g' });
    }
  });

  it('has a default for every variable, explains it above, and explains no other', () => {
    const variables = variablesOf(TEXT);
    for (const [name, value] of variables) {
      expect(value, name).toBeDefined();
      expect(HEAD).toContain(name);
      if (value !== '' && !value!.includes('invalid'))
        expect(HEAD).toContain(`${name} (${value!})`);
    }
    const explained = new Set(HEAD.match(/\b[A-Z]+_[A-Z_]+\b/g));
    expect([...explained].filter((name) => !variables.has(name))).toEqual([]);
  });

  it('checks the health of both engines, and the bench waits for ClickHouse', () => {
    for (const name of ENGINES) expect(file.services[name]!.healthcheck?.test[0]).toBe('CMD');
    expect(file.services.bench!.depends_on).toEqual({
      clickhouse: { condition: 'service_healthy' },
    });
  });

  it('keeps data in volumes of its own and opens ports on the loopback alone', () => {
    const used = Object.values(file.services).flatMap(({ volumes = [] }) =>
      volumes.map((volume) => volume.split(':')[0]!),
    );
    expect(used.sort()).toEqual(Object.keys(file.volumes!).sort());
    const ports = Object.values(file.services).flatMap(({ ports = [] }) => ports);
    expect(ports).toHaveLength(2);
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
  });

  it('builds the bench from a target of the Dockerfile, which starts the same command', () => {
    const { build, entrypoint } = file.services.bench!;
    const stage = readDockerfile(join(ROOT, 'Dockerfile')).find(
      ({ name }) => name === build!.target,
    )!;
    const own = stage.instructions.find(({ name }) => name === 'ENTRYPOINT')!;
    const words = JSON.parse(own.value) as string[];
    expect(entrypoint!.slice(0, words.length)).toEqual(words);
    expect(existsSync(join(ROOT, 'commands', 'bench.ts'))).toBe(true);
    expect(file.services.bench!.volumes).toContain('bench-runs:/app/runs');
    expect(stage.instructions).toContainEqual({ name: 'VOLUME', value: '/app/runs' });
  });

  it('measures the server of the file, Vertica where VERTICA_URL says, and the client alone', () => {
    expect(targets().map(({ name, data }) => [name, data.kind])).toEqual([
      ['clickhouse-http', 'server'],
      ['vertica', 'missing'],
      ['null', 'none'],
    ]);
    const { CLICKHOUSE_DB, CLICKHOUSE_USER, CLICKHOUSE_PASSWORD } =
      file.services.clickhouse!.environment!;
    expect(targets()[0]!.url).toBe(
      `http://${CLICKHOUSE_USER!}:${CLICKHOUSE_PASSWORD!}@clickhouse:8123/${CLICKHOUSE_DB!}`,
    );
    const url = /VERTICA_URL='([^']+)'/.exec(HEAD)![1]!;
    expect(targets({ VERTICA_URL: url })[1]).toMatchObject({ url, data: { kind: 'server' } });
    const bench = composeFile(TEXT, { VERTICA_URL: url }).services.bench!;
    expect(bench.environment).toEqual({ VERTICA_URL: url });
  });

  it('runs the bench by words that run outside of Docker as well', () => {
    const out = join(temporaryFolder(), 'run');
    const more = ['--rows', '2000', '--rounds', '1', '--scenarios', 'insert', '--out', out];
    const env = { ...process.env, VERTICA_URL: '' };
    const { status, stderr } = spawnSync(
      process.execPath,
      ['-r', 'ts-node/register', 'commands/bench.ts', ...benchFlags(file), ...more],
      { cwd: ROOT, encoding: 'utf8', env },
    );
    // There is no host of this name here; in the network of the file there is.
    expect(stderr).toMatch(/^clickhouse-http not run: .*\n$/);
    expect(status).toBe(1);
    const text = readFileSync(join(out, 'results.json'), 'utf8');
    const { storages } = resultsSchema.parse(JSON.parse(text));
    expect(storages.map(({ name, status }) => [name, status])).toEqual([
      ['clickhouse-http', 'not-run'],
      ['vertica', 'not-run'],
      ['null', 'measured'],
    ]);
    expect(storages[1]).toMatchObject({ reason: 'no Vertica server (set VERTICA_URL)' });
  });
});
