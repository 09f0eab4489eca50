export type { Batch } from './batch';
export type { DeadLetter, DeadLetterSink } from './dead-letter';
export { Delivery, type DeliveryReadiness, type PartitionReport } from './delivery';
export type { DeliveryOptions } from './delivery-context';
export type { DeliveryObserver, Step } from './delivery-observer';
export type { DeliverySink } from './delivery-sink';
export { DeadLetterError, type ErrorClass } from './error-classes';
export {
  type DeliveryFaults,
  FAULT_POINTS,
  type FaultPoint,
  type Protection,
  PROTECTIONS,
} from './fault-points';
export { retryUntilLost } from './retry-until-lost';
export type { RecordDecoder, RefusalReason } from './record-decoder';
