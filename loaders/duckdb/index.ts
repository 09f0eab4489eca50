export { openDuckDb } from './open-duckdb';
