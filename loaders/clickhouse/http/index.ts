export { openHttpClickHouse } from './open-http';
