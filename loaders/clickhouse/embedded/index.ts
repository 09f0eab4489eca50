export { openEmbeddedDatabase } from './embedded-database';
export { openEmbeddedClickHouse } from './open-embedded';
