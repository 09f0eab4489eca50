import type { ReferenceCalls } from './reference-calls';
import { answersAt, makeReference } from './reference-work';
import { serveCalls } from './serve-calls';

/** The program of the reference process: the dataset and the right answers, without any storage. */
serveCalls<ReferenceCalls>({ reference: makeReference, 'answers-at': answersAt });
