import type { Cell } from './results';

function coordinates(cell: Cell): readonly (string | number)[] {
  switch (cell.kind) {
    case 'insert':
    case 'insert-twin':
    case 'load':
      return [cell.format, cell.batchRows, `w${cell.writers}`];
    case 'read':
    case 'read-twin':
    case 'read-growth':
      return [cell.question];
    case 'read-under-insert':
      return [cell.level];
    case 'insert-under-read':
      return [cell.analysts];
    case 'durability':
      return [cell.format, cell.batchRows];
    case 'size':
    case 'size-growth':
    case 'capacity':
      return [];
  }
}

/** Percent-encoding of all but the few characters that no address, file name or markup minds. */
function encoded(text: string): string {
  return text.replace(/[^A-Za-z0-9_-]/gu, (character) =>
    [...Buffer.from(character)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''),
  );
}

/**
 * The name of a cell, unique in its run, the same whenever the same thing is measured, and fit for an
 * address: `insert.clickhouse-embedded.arrow.100000.w1`, `read.duckdb.resume-point`,
 * `read-under-insert.duckdb.peak`. Characters that an address does not take are percent-encoded.
 */
export function cellId(cell: Cell): string {
  return [cell.kind, cell.storage, ...coordinates(cell)]
    .map((part) => encoded(String(part)))
    .join('.');
}
