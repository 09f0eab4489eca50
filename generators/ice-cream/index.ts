export {
  iceCreamProducts,
  type Campaign,
  type IceCreamOptions,
  type IceCreamProduct,
} from './products';
export { productsCsv } from './products-csv';
export { reviewsCsv } from './reviews-csv';
