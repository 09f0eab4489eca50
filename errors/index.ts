export { BadInputError } from './bad-input';
