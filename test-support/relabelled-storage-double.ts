import { existsSync, writeFileSync } from 'node:fs';
import { openStorage as openRealStorage, type Storage, StorageError } from '../loaders';

/**
 * A TEST DOUBLE that pretends to be what it is not, to try the gates that keep false Vertica figures
 * out of a run: DuckDB under the identity of a Vertica server. A module like the loaders' door:
 * `openStorage('<pretence>+<URL>')` opens the real storage behind the URL.
 */
const PRETENCES = {
  /** Calls itself a server whenever it is opened. */
  'as-server': () => 'Vertica Analytic Database v99.0.0-0',
  /** A server the first time that it is opened, a test double from then on. */
  'as-server-once': (path: string) => {
    const mark = `${path}.opened`;
    if (existsSync(mark)) return 'TEST DOUBLE of the Vertica wire protocol';
    writeFileSync(mark, '');
    return 'Vertica Analytic Database v99.0.0-0';
  },
} as const;

function isPretence(name: string): name is keyof typeof PRETENCES {
  return name in PRETENCES;
}

export async function openStorage(text: string): Promise<Storage> {
  const at = text.indexOf('+');
  const [name, url] = [text.slice(0, at), text.slice(at + 1)];
  if (!isPretence(name)) throw new StorageError('BAD_URL', `no such pretence: ${text}`);
  const engineVersion = PRETENCES[name](url.slice(url.indexOf(':') + 1));
  const real = await openRealStorage(url);
  const identity = { ...real.identity, engine: 'vertica' as const, engineVersion };
  return new Proxy(real, {
    get: (target, property) => {
      if (property === 'identity') return identity;
      const value: unknown = Reflect.get(target, property, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}
