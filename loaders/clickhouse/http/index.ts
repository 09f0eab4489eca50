export { openHttpDatabase } from './http-database';
export { openHttpClickHouse } from './open-http';
