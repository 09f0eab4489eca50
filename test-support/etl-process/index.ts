import { join } from 'node:path';
import type { FaultPoint, Protection } from '../../etl';
import { type LeashedProcess, startLeashed } from '../leashed-process';

export interface EtlProcessOptions {
  /** The ETL's environment variables. */
  readonly env: NodeJS.ProcessEnv;
  /** Ends itself with SIGKILL when it has come to this point so many times. */
  readonly killAt?: { readonly point: FaultPoint; readonly nth: number };
  /** Protections that are switched off, to see that a proof notices. */
  readonly disabled?: readonly Protection[];
  /** Resolves already when the process has begun and not when it has joined the group. @default false */
  readonly fromTheBeginning?: boolean;
}

/** Starts the ETL in a process of its own, which ends with this one at the latest. */
export function startEtlProcess({
  env,
  killAt,
  disabled,
  fromTheBeginning = false,
}: EtlProcessOptions): Promise<LeashedProcess> {
  return startLeashed(
    process.execPath,
    ['-r', 'ts-node/register', join(__dirname, 'run-etl.ts'), JSON.stringify({ killAt, disabled })],
    {
      readyLine: fromTheBeginning ? /^etl: begins/ : /^etl: ready at (\S+)/,
      env: { ...process.env, ETL_LOG_LEVEL: 'warn', ETL_HTTP_PORT: '0', ...env },
    },
  );
}
