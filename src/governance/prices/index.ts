export { costOf, type Price, type PriceTable, priceOf } from './price.ts';
export { PRICES } from './table.ts';
