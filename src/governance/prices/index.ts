export {
  costOf,
  type Price,
  type PricedUsage,
  type PriceRow,
  type PriceTable,
  priceOf,
  type Rates,
} from './price.ts';
export { PRICES } from './table.ts';
