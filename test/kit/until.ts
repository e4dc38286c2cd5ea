export { until } from '../../bench/services/until.ts';
