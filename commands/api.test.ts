import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const SECRET = 'dev-only-a-secret-that-everybody-may-know';
const USER = '7b0a9f7e-3f0c-4d6e-9d43-0a4d6c1f2e55';

function run(command: string, args: readonly string[], env: Record<string, string> = {}) {
  const { PATH } = process.env;
  return spawnSync(
    process.execPath,
    ['-r', 'ts-node/register', join(__dirname, `${command}.ts`), ...args],
    { encoding: 'utf8', env: { PATH, ...env } },
  );
}

describe('npm run api', () => {
  it('loads no storage engine', () => {
    const program = JSON.stringify(join(__dirname, 'api.ts'));
    const code = `process.on('exit', () => console.log(Object.keys(require.cache).join('\\n'))); require(${program})`;
    const { stdout } = spawnSync(
      process.execPath,
      ['-r', 'ts-node/register', '-e', code, '--', '--help'],
      { encoding: 'utf8' },
    );
    expect(stdout).toContain('fastify');
    expect(stdout).not.toMatch(/chdb|duckdb|vertica|@clickhouse/);
  });

  it('lists its environment variables with their defaults', () => {
    const { status, stdout } = run('api', ['--help']);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^ {2}API_PORT +port to listen on.*\(default 8080\)$/m);
    expect(stdout).toMatch(/^ {2}KAFKA_BROKERS +.*required$/m);
  });

  it('ends with 2 and one line that names the variable at fault', () => {
    const { status, stderr } = run('api', [], { JWT_SECRET: SECRET });
    expect(status).toBe(2);
    expect(stderr).toMatch(/^error: KAFKA_BROKERS: it is not set; [^\n]+\n$/);
  });

  it('ends with 2 when the key cannot be used', () => {
    const { status, stderr } = run('api', [], { KAFKA_BROKERS: 'a:1', JWT_SECRET: 'short' });
    expect(status).toBe(2);
    expect(stderr).toBe('error: JWT_SECRET: it has 5 bytes; use 32 bytes or more\n');
  });
});

describe('npm run token', () => {
  it('prints a token and nothing else', () => {
    const { status, stdout } = run('token', ['--user', USER], { JWT_SECRET: SECRET });
    expect(status).toBe(0);
    expect(stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    const claims: unknown = JSON.parse(
      Buffer.from(stdout.split('.')[1]!, 'base64url').toString('utf8'),
    );
    expect(claims).toMatchObject({ sub: USER });
  });

  it('refuses with 2 to sign with a key that may be a production key', () => {
    const { status, stdout, stderr } = run('token', ['--user', USER], {
      JWT_SECRET: 'the secret of the real auth service',
    });
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain('JWT_SECRET: it does not start with dev-only-');
    expect(stderr).not.toContain('real auth service');
  });
});
