/**
 * Vertica's types on the wire for DuckDB's: type numbers as in `v-protocol/dist/vertica-types.js` of
 * vertica-nodejs, values in text form.
 */
import {
  DuckDBDecimalType,
  DuckDBDecimalValue,
  DuckDBTimestampValue,
  type DuckDBType,
  DuckDBTypeId,
  type DuckDBValue,
} from '@duckdb/node-api';
import { notInSubset, VerticaError } from '../errors';
import type { ColumnDescription } from '../wire';

interface WireType {
  readonly typeOid: number;
  readonly typeSize: number;
}

const VARIABLE = -1;

const WIRE_TYPES: Partial<Record<DuckDBTypeId, WireType>> = {
  [DuckDBTypeId.BOOLEAN]: { typeOid: 5, typeSize: 1 },
  [DuckDBTypeId.TINYINT]: { typeOid: 6, typeSize: 8 },
  [DuckDBTypeId.INTEGER]: { typeOid: 6, typeSize: 8 },
  [DuckDBTypeId.BIGINT]: { typeOid: 6, typeSize: 8 },
  [DuckDBTypeId.HUGEINT]: { typeOid: 6, typeSize: 8 },
  [DuckDBTypeId.DOUBLE]: { typeOid: 7, typeSize: 8 },
  [DuckDBTypeId.VARCHAR]: { typeOid: 9, typeSize: VARIABLE },
  [DuckDBTypeId.DATE]: { typeOid: 10, typeSize: 8 },
  [DuckDBTypeId.TIMESTAMP]: { typeOid: 12, typeSize: 8 },
  [DuckDBTypeId.DECIMAL]: { typeOid: 16, typeSize: VARIABLE },
  [DuckDBTypeId.UUID]: { typeOid: 20, typeSize: 16 },
};

const INT8_MAX = 2n ** 63n - 1n;

/** As in PostgreSQL: 4 is what a text's own length would be counted in. */
const TYPE_MODIFIER_BASE = 4;

function typeModifier(type: DuckDBType): number {
  if (!(type instanceof DuckDBDecimalType)) return -1;
  return ((type.width << 16) | type.scale) + TYPE_MODIFIER_BASE;
}

/** @throws VerticaError for a type that Vertica does not have or the double does not know */
export function wireTypeOf(type: DuckDBType): Omit<ColumnDescription, 'name'> {
  const wire = WIRE_TYPES[type.typeId];
  if (!wire) throw notInSubset(`a value of DuckDB's type ${type.toString()}`);
  return { ...wire, typeModifier: typeModifier(type) };
}

/**
 * The name that Vertica would give a result column: a function's name for a call, `?column?` for any
 * other expression without an alias.
 */
export function wireColumnName(duckdbName: string): string {
  if (/^\w+$/.test(duckdbName)) return duckdbName;
  const call = /^(?:vertica_)?([a-z]\w*?)(?:_star)?\(.*\)$/s.exec(duckdbName);
  return call?.[1] ?? '?column?';
}

/** Vertica sends 15 significant digits of a double, as `%.15g` prints them. */
function doubleText(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(15))) : String(value);
}

/** @throws VerticaError for an integer outside of 64 bits */
export function cellText(value: DuckDBValue): string | null {
  if (value === null) return null;
  switch (typeof value) {
    case 'boolean':
      return value ? 't' : 'f';
    case 'number':
      return doubleText(value);
    case 'string':
      return value;
    case 'bigint':
      // The least 64-bit integer is Vertica's null, so it is no value either.
      if (value > INT8_MAX || value < -INT8_MAX) {
        throw new VerticaError('22003', `Value ${value} is out of range for type int8`);
      }
      return value.toString();
  }
  if (value instanceof DuckDBDecimalValue || value instanceof DuckDBTimestampValue) {
    return value.toString();
  }
  return String(value);
}
