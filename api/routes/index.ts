export { viewMarksRoute } from './view-marks';
export { viewMarksBatchRoute } from './view-marks-batch';
