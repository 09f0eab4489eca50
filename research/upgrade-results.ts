import { z } from 'zod';

/**
 * Results of version 1 as version 2 would have written them: one writer, no twins, nothing known of
 * other processes and of phases. No figure is made up and none is changed.
 */
const firstVersion = z.looseObject({
  schemaVersion: z.literal(1),
  run: z.looseObject({}),
  environment: z.looseObject({}),
  dataset: z.looseObject({ rows: z.number() }),
  checks: z.array(z.looseObject({})),
  cells: z.array(
    z.looseObject({
      kind: z.string(),
      outcome: z.looseObject({ samples: z.array(z.looseObject({})).optional() }),
    }),
  ),
});

type FirstCell = z.infer<typeof firstVersion>['cells'][number];

function upgradeCell(cell: FirstCell): FirstCell {
  if (cell.kind !== 'insert' && cell.kind !== 'load') return cell;
  const { samples, ...outcome } = cell.outcome;
  return {
    ...cell,
    writers: 1,
    outcome: {
      ...outcome,
      ...(samples && { samples: samples.map((sample) => ({ ...sample, writer: 0 })) }),
    },
  };
}

/**
 * Brings what an earlier version wrote to results.json to the present schema version. Anything else is
 * handed back as it is, for the schema to judge.
 */
export function upgradeResults(value: unknown): unknown {
  const first = firstVersion.safeParse(value);
  if (!first.success) return value;
  const { run, environment, dataset, checks, cells } = first.data;
  return {
    ...first.data,
    schemaVersion: 2,
    run: { ...run, resumedAt: [] },
    environment: { ...environment, disturbance: null },
    phases: [],
    checks: checks.map((check) => ({ ...check, when: 'loaded', marks: dataset.rows })),
    cells: cells.map(upgradeCell),
  };
}
