export { openEmbeddedClickHouse } from './embedded';
