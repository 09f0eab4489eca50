export { openEmbeddedClickHouse } from './open-embedded';
