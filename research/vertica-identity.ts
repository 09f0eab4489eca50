/** What tells an engine whose licence forbids publishing benchmark results, and a server from a double. */
interface Identity {
  readonly engine: string;
  readonly engineVersion: string;
  readonly client: string;
  readonly url: string;
}

/** How `VERSION()` of every Vertica server begins. */
const SERVER_BANNER = 'Vertica Analytic Database ';

/**
 * Whether figures under this identity are Vertica's, or claim to be. One trace is enough, so that a
 * changed label does not make them another engine's.
 */
export function isVertica({ engine, engineVersion, client, url }: Identity): boolean {
  return (
    [engine, engineVersion, client].some((text) => /vertica/i.test(text)) ||
    /^\s*vertica:/i.test(url)
  );
}

/**
 * Why nothing may be recorded under this identity: it claims to be Vertica, and what answered is no
 * Vertica server. undefined for every other engine and for a real server.
 */
export function reasonNotToRecord(identity: Identity): string | undefined {
  if (!isVertica(identity)) return undefined;
  const { engineVersion } = identity;
  const version = JSON.stringify(engineVersion);
  if (/test double/i.test(engineVersion)) {
    return `a test double answered, which says nothing about Vertica (its version: ${version})`;
  }
  return engineVersion.startsWith(SERVER_BANNER)
    ? undefined
    : `what answered is no Vertica server (its version: ${version})`;
}
