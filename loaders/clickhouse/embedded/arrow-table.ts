import type { Session } from 'chdb';
import type { MarkColumns, MarkOrigin, UuidColumn } from '../../../marks';
import type { Engine } from './engine';

/** A column without missing values, in the terms of the Arrow C data interface. */
interface ArrowColumn {
  readonly name: string;
  /** The type (https://arrow.apache.org/docs/format/CDataInterface.html#data-type-description-format-strings). */
  readonly format: 'C' | 'I' | 'L' | 'l' | 'tsm:UTC';
  readonly length: number;
  readonly nullCount: 0;
  /** No bitmap of missing values, and the values. */
  readonly buffers: readonly [null, Buffer];
}

/**
 * What the client's own `registerArrowTable` is made of. That one offers signed types only, none of
 * one byte and no times, so that every column would have to be converted on its way in; and it
 * looks for the connection under a name that the client's sessions do not have. The client is
 * pinned to one version, and no insert works should these be missing.
 */
interface ArrowRegistry {
  _arrowRegisterColumns(connection: unknown, name: string, columns: readonly ArrowColumn[]): void;
  _arrowUnregister(connection: unknown, name: string): void;
}

function column(
  name: string,
  format: ArrowColumn['format'],
  { buffer, byteOffset, byteLength, length }: BigInt64Array | Uint32Array | Uint8Array,
): ArrowColumn {
  const values = Buffer.from(buffer, byteOffset, byteLength);
  return { name, format, length, nullCount: 0, buffers: [null, values] };
}

function uuidColumns(name: string, { high, low }: UuidColumn): readonly ArrowColumn[] {
  return [column(`${name}_high`, 'L', high), column(`${name}_low`, 'L', low)];
}

function arrowColumns(
  columns: MarkColumns,
  origin: MarkOrigin | undefined,
): readonly ArrowColumn[] {
  return [
    ...uuidColumns('mark_id', columns.markId),
    ...uuidColumns('user_id', columns.userId),
    ...uuidColumns('film_id', columns.filmId),
    column('position_s', 'I', columns.positionS),
    column('event_time', 'tsm:UTC', columns.eventTimeMs),
    column('platform', 'C', columns.platform),
    ...(origin ? [column('kafka_offset', 'l', origin.offsets)] : []),
  ];
}

/** Columns that the engine can read, once, as `arrowstream('name')`. */
export interface ArrowTable {
  readonly name: string;
  /** Lets the columns go; until then they must not change. */
  release(): void;
}

let tables = 0;

/** Shows the engine where the columns lie; nothing is copied. */
export function shareColumns(
  engine: Engine,
  session: Session,
  columns: MarkColumns,
  origin: MarkOrigin | undefined,
): ArrowTable {
  const registry = engine as unknown as ArrowRegistry;
  // Names are shared by all sessions of the process.
  const name = `view_marks_batch_${++tables}`;
  registry._arrowRegisterColumns(session.connection, name, arrowColumns(columns, origin));
  return {
    name,
    release: () => {
      registry._arrowUnregister(session.connection, name);
    },
  };
}
