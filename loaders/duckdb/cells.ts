import type { DuckDBType, DuckDBValue } from '@duckdb/node-api';
import { parseUuid } from '../../marks';
import type { CellType, CellValue, ColumnDefinition } from '../../schemas';
import type { BoundParameter } from '../question-parameters';
import { StorageError } from '../storage-error';
import { engine } from './engine';

const MS_PER_DAY = 86_400_000;

/** A checked parameter as a value of the engine, with the type to bind it as. */
export function parameterValue({ type, value }: BoundParameter): {
  readonly type: DuckDBType;
  readonly value: DuckDBValue;
} {
  const { BIGINT, DATE, DOUBLE, DuckDBDateValue, DuckDBUUIDValue, UUID } = engine().api;
  switch (type) {
    case 'uuid': {
      const { high, low } = parseUuid(String(value))!;
      const number = (BigInt.asUintN(64, high) << 64n) | BigInt.asUintN(64, low);
      return { type: UUID, value: DuckDBUUIDValue.fromUint128(number) };
    }
    case 'date':
      return {
        type: DATE,
        value: new DuckDBDateValue(Date.parse(`${value}T00:00:00Z`) / MS_PER_DAY),
      };
    case 'integer':
      return { type: BIGINT, value: BigInt(value) };
    case 'real':
      return { type: DOUBLE, value: Number(value) };
  }
}

/** The cell, or undefined when the engine's value is not of the cell's type. */
function convert(type: CellType, value: DuckDBValue): CellValue | undefined {
  const { DuckDBDateValue, DuckDBTimestampMillisecondsValue, DuckDBUUIDValue } = engine().api;
  switch (type) {
    case 'uuid':
      return value instanceof DuckDBUUIDValue ? value.toString() : undefined;
    case 'text':
      return typeof value === 'string' ? value : undefined;
    case 'date':
      return value instanceof DuckDBDateValue
        ? new Date(value.days * MS_PER_DAY).toISOString().slice(0, 10)
        : undefined;
    case 'timestamp':
      return value instanceof DuckDBTimestampMillisecondsValue
        ? new Date(Number(value.millis)).toISOString()
        : undefined;
    case 'integer': {
      const number = typeof value === 'bigint' ? Number(value) : value;
      return Number.isSafeInteger(number) ? (number as number) : undefined;
    }
    case 'real':
      return typeof value === 'number' ? value : undefined;
  }
}

/**
 * A value of the engine as a cell of the column.
 *
 * @throws StorageError ENGINE when the value is not of the column's type
 */
export function cellValue(column: ColumnDefinition, value: DuckDBValue): CellValue {
  if (value === null && column.nullable) return null;
  const cell = convert(column.type, value);
  if (cell === undefined) {
    throw new StorageError(
      'ENGINE',
      `duckdb: column ${column.name} should be of type ${column.type}, got ${String(value)}`,
    );
  }
  return cell;
}
