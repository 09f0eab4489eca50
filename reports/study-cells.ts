import type { Cell, CellOf, Results } from '../research';

/** The cells of one kind of one storage that were measured, in the run's order. */
export function measuredOf<Kind extends Cell['kind']>(
  { cells }: Pick<Results, 'cells'>,
  kind: Kind,
  storage: string,
): readonly (CellOf<Kind> & {
  readonly outcome: Extract<CellOf<Kind>['outcome'], { readonly status: 'measured' }>;
})[] {
  type Measured = CellOf<Kind> & {
    readonly outcome: Extract<CellOf<Kind>['outcome'], { readonly status: 'measured' }>;
  };
  return cells.filter(
    (cell): cell is Measured & Cell =>
      cell.kind === kind && cell.storage === storage && cell.outcome.status === 'measured',
  );
}

/** The cells of one kind of one storage, whatever became of them. */
export function cellsOf<Kind extends Cell['kind']>(
  { cells }: Pick<Results, 'cells'>,
  kind: Kind,
  storage: string,
): readonly CellOf<Kind>[] {
  return cells.filter(
    (cell): cell is CellOf<Kind> & Cell => cell.kind === kind && cell.storage === storage,
  );
}
