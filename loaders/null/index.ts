import type { Storage } from '../storage';
import { NullStorage } from './null-storage';

/** Opens the storage that keeps nothing. */
export function openNull(): Promise<Storage> {
  return Promise.resolve(new NullStorage());
}
