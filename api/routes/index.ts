export { viewMarksRoute } from './view-marks';
export { BATCH_BODY_LIMIT_BYTES, viewMarksBatchRoute } from './view-marks-batch';
