import { existsSync } from 'node:fs';
import { BadInputError } from '../../errors';
import { type PromotedLoader, readPromotedLoader, type Storage } from '../../loaders';

/** How marks are inserted, and who says so. */
export interface InsertPlan {
  /** Undefined: the loader's own first format. */
  readonly format: string | undefined;
  readonly batchRows: number | undefined;
  readonly writers: number | undefined;
  /** Id of the run that promoted the loader; `none` without one. */
  readonly run: string;
  /** One line for the log. */
  readonly about: string;
}

function without(about: string): InsertPlan {
  return { format: undefined, batchRows: undefined, writers: undefined, run: 'none', about };
}

/**
 * What etl/promoted.json says about inserting into this storage.
 *
 * @param file the default one may be missing, one that was asked for may not
 * @throws BadInputError when the file cannot be used, or names a format that the loader lacks
 */
export function readInsertPlan(
  { file, isRequired }: { readonly file: string; readonly isRequired: boolean },
  { identity, formats }: Pick<Storage, 'identity' | 'formats'>,
): InsertPlan {
  if (!isRequired && !existsSync(file)) {
    return without(`there is no ${file}: the loader's own format ${formats[0]!}`);
  }
  const { run, loader }: PromotedLoader = readPromotedLoader(file);
  if (loader.engine !== identity.engine || loader.transport !== identity.transport) {
    return without(
      `run ${run.id} promoted ${loader.engine} over ${loader.transport}, which this storage is not: the loader's own format ${formats[0]!}`,
    );
  }
  if (!formats.includes(loader.format)) {
    throw new BadInputError(
      file,
      `the format ${loader.format} is none of the loader's`,
      `promote one of ${formats.join(', ')}`,
    );
  }
  const { format, batchRows, writers } = loader;
  return {
    format,
    batchRows,
    writers,
    run: run.id,
    about: `promoted by run ${run.id}: ${format}, ${batchRows} rows, ${writers} writers`,
  };
}
