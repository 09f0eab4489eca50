export { openEmbeddedClickHouse } from './embedded';
export { openHttpClickHouse } from './http';
