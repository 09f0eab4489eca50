export { openVertica } from './open-vertica';
