export { namedCells } from './answer-cells';
export { type ClickHouseDatabase, type DatabaseRow, type StatementParameters } from './database';
export { openEmbeddedClickHouse } from './embedded';
export { openHttpClickHouse } from './http';
export { openClickHouseDatabase } from './open-database';
export { splitStatements } from './sql-text';
