export { type EtlMetrics, etlMetrics, type MetricSources } from './etl-metrics';
