import { allocateMarkColumns, type MarkColumns } from '../marks';
import { findInterval } from './activity';
import { BLOCK_ROWS, layOutBlock } from './block-layout';
import type { DatasetSpec } from './dataset-spec';
import { MarkBlock } from './mark-block';
import { SessionPlanner } from './sessions';
import { scheduleWindow, type WindowSchedule } from './window-schedule';

/** Makes any rows of a dataset. */
export interface MarkGenerator {
  /**
   * The rows [firstRow, firstRow + rows), in the order in which they arrive; fresh arrays each call.
   * What a row holds depends on the spec alone, not on the calls before.
   *
   * The generator remembers the window and block that it made last, so going forward is fast with
   * chunks of any size.
   *
   * @throws RangeError when the range is not inside the dataset
   */
  generate(firstRow: number, rows: number): MarkColumns;
}

class WindowedMarkGenerator implements MarkGenerator {
  private readonly datasetMs: number;
  private readonly planner: SessionPlanner;
  /** By window its first row, and one entry more: the number of rows. */
  private readonly firstRows: Float64Array;
  private readonly block: MarkBlock;
  private schedule: WindowSchedule | undefined;
  private loadedBlock = -1;

  constructor(private readonly spec: DatasetSpec) {
    this.datasetMs = Date.parse(`${spec.startDay}T00:00:00Z`);
    this.planner = new SessionPlanner(spec, this.datasetMs);
    const { windows, films } = this.planner;
    this.firstRows = Float64Array.from([...windows.map(({ firstRow }) => firstRow), spec.rows]);
    this.block = new MarkBlock(spec, films.idWords);
  }

  generate(firstRow: number, rows: number): MarkColumns {
    const end = firstRow + rows;
    const isRange = Number.isSafeInteger(firstRow) && Number.isSafeInteger(rows);
    if (!isRange || firstRow < 0 || rows < 0 || end > this.spec.rows) {
      throw new RangeError(`rows [${firstRow}, ${end}) are not inside [0, ${this.spec.rows})`);
    }
    const out = allocateMarkColumns(rows);
    for (let row = firstRow; row < end;) {
      const window = this.planner.windows[findInterval(this.firstRows, row)]!;
      const rowOfWindow = row - window.firstRow;
      const index = Math.floor(rowOfWindow / BLOCK_ROWS);
      const layout = layOutBlock(this.spec, window.rows, index);
      if (this.schedule?.window !== window) {
        this.schedule = scheduleWindow(this.spec, this.datasetMs, this.planner, window);
        this.loadedBlock = -1;
      }
      if (this.loadedBlock !== index) {
        this.block.load(this.schedule, index, layout);
        this.loadedBlock = index;
      }
      const from = rowOfWindow - index * BLOCK_ROWS;
      const copied = Math.min(layout.rows - from, end - row);
      this.block.copyRows(from, copied, out, row - firstRow);
      row += copied;
    }
    return out;
  }
}

/** A generator of the marks that `spec` describes; generators are independent of each other. */
export function createMarkGenerator(spec: DatasetSpec): MarkGenerator {
  return new WindowedMarkGenerator(spec);
}

/**
 * The rows [firstRow, firstRow + rows) in chunks of `chunkRows`; the last one may be shorter.
 *
 * @param rows to the end of the dataset when left out
 * @throws RangeError when `chunkRows` is not a whole number above 0, or the range is not inside the dataset
 */
export function* markChunks(
  spec: DatasetSpec,
  chunkRows: number,
  firstRow = 0,
  rows = spec.rows - firstRow,
): Generator<MarkColumns> {
  if (!Number.isSafeInteger(chunkRows) || chunkRows < 1) {
    throw new RangeError(`a chunk cannot have ${chunkRows} rows`);
  }
  const generator = createMarkGenerator(spec);
  const end = firstRow + rows;
  for (let row = firstRow; row < end; row += chunkRows) {
    yield generator.generate(row, Math.min(chunkRows, end - row));
  }
}
