import { createMarkGenerator, type DatasetSpec, describeDataset } from '../generators';
import type { MarkColumns, UuidColumn } from '../marks';

const MS_PER_DAY = 86_400_000;

/** Flips bits of the last 8 bytes of a UUID, of which only the first two (its variant) have a meaning. */
const OTHER_ID = 0x0f0f_0f0f_0f0f_0f0fn;

/**
 * Marks that arrive while a storage already holds `dataset`: of new viewers, who watch the films of
 * the same catalogue on the days after the dataset's, as densely as before. The answers about a
 * viewer or a period of the dataset therefore stay what they were, and those over all films move.
 *
 * @param rows arriving in total; what a row holds depends on it
 */
export function arrivalsAfter(dataset: DatasetSpec, rows: number): DatasetSpec {
  // A day in between, because sessions of the last day end on the next.
  const startMs = Date.parse(`${dataset.startDay}T00:00:00Z`) + (dataset.days + 1) * MS_PER_DAY;
  return describeDataset({
    ...dataset,
    rows,
    startDay: new Date(startMs).toISOString().slice(0, 10),
    days: Math.max(1, Math.round((rows / dataset.rows) * dataset.days)),
  });
}

function otherIds({ high, low }: UuidColumn): UuidColumn {
  return { high, low: low.map((word) => word ^ OTHER_ID) };
}

/** Makes any rows of the arrivals that {@link arrivalsAfter} describes. */
export function arrivalsGenerator(
  arrivals: DatasetSpec,
): (firstRow: number, rows: number) => MarkColumns {
  const generator = createMarkGenerator(arrivals);
  return (firstRow, rows) => {
    const marks = generator.generate(firstRow, rows);
    // The generator draws ids from seed and row, so they would be those of the dataset again.
    return { ...marks, markId: otherIds(marks.markId), userId: otherIds(marks.userId) };
  };
}
