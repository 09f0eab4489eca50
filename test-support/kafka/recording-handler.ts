import type { Assignment, FetchedRecords, MarkSourceHandler } from '../../etl/source';

export interface SeenRecord {
  readonly partition: number;
  readonly offset: number;
  readonly timestampMs: number;
  readonly key: string | null;
  readonly value: string | null;
  readonly headers: readonly (readonly [string, string | null])[];
}

export interface RecordingHandler extends MarkSourceHandler {
  readonly assignments: readonly Assignment[];
  readonly revocations: readonly Assignment[];
  readonly fetches: readonly Omit<FetchedRecords, 'records'>[];
  readonly seen: readonly SeenRecord[];
  readonly failures: readonly Error[];
  /** Resolves when `holds` is true; asked again after every event. */
  until(holds: () => boolean): Promise<void>;
}

function textOf(bytes: Buffer, start: number, end: number): string | null {
  return start < 0 ? null : bytes.toString('utf8', start, end);
}

/** Copies what a fetch holds. */
export function readRecords(fetched: FetchedRecords): readonly SeenRecord[] {
  const cursor = fetched.records();
  const seen: SeenRecord[] = [];
  while (cursor.next()) {
    const { offset, timestampMs, bytes, keyStart, keyEnd, valueStart, valueEnd } = cursor;
    seen.push({
      partition: fetched.assignment.partition,
      offset,
      timestampMs,
      key: textOf(bytes, keyStart, keyEnd),
      value: textOf(bytes, valueStart, valueEnd),
      headers: cursor
        .headers()
        .map(({ key, value }) => [
          key,
          value === null ? null : Buffer.from(value).toString('utf8'),
        ]),
    });
  }
  return seen;
}

/**
 * Takes everything down that a source tells it.
 *
 * @param overrides what to do instead; `records` is called after the records were taken down
 */
export function recordingHandler(overrides: Partial<MarkSourceHandler> = {}): RecordingHandler {
  const assignments: Assignment[] = [];
  const revocations: Assignment[] = [];
  const fetches: FetchedRecords[] = [];
  const seen: SeenRecord[] = [];
  const failures: Error[] = [];
  const waiting = new Set<() => void>();
  const changed = (): void => {
    for (const look of waiting) look();
  };
  return {
    assignments,
    revocations,
    fetches,
    seen,
    failures,
    assigned: async (assignment) => {
      assignments.push(assignment);
      changed();
      return overrides.assigned ? overrides.assigned(assignment) : { fromOffset: 0 };
    },
    revoked: (assignment) => {
      revocations.push(assignment);
      overrides.revoked?.(assignment);
      changed();
    },
    records: async (fetched) => {
      fetches.push(fetched);
      seen.push(...readRecords(fetched));
      changed();
      await overrides.records?.(fetched);
    },
    failed: (error) => {
      failures.push(error);
      changed();
    },
    until: (holds) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (!holds()) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
  };
}
