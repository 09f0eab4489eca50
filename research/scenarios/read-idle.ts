import { QUESTION_NAMES } from '../../schemas';
import { MIN_SAMPLES } from '../statistics';
import type { ReadScenario } from './scenario';

export const readIdle = {
  kind: 'read',
  about: 'the ten questions with drawn parameters, first touch and warm, nothing else going on',
  questions: QUESTION_NAMES,
  twins: ['most-watched-films', 'resume-point'],
  drawsPerQuestion: 8,
  warmAskingsPerVisit: 20,
  minWarmAskings: MIN_SAMPLES.p95,
  msPerVisit: 150,
} as const satisfies ReadScenario;
