export { createLogger, createSteadyWarning, type Logger, type LogLevel } from './logger.ts';
export { createMetrics, type MetricSources, type Metrics } from './metrics.ts';
