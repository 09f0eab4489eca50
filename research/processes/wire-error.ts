import { BadInputError } from '../../errors';
import { StorageError, type StorageErrorCode } from '../../loaders';

/** An error as it travels between processes; classes do not survive the trip. */
export type WireError =
  | {
      readonly kind: 'storage';
      readonly code: StorageErrorCode;
      readonly message: string;
      readonly engineCode: string | undefined;
    }
  | {
      readonly kind: 'bad-input';
      readonly field: string;
      readonly problem: string;
      readonly fix: string;
    }
  | { readonly kind: 'other'; readonly message: string; readonly stack: string | undefined };

/** Causes stay behind: they may hold handles that cannot be copied. */
export function toWireError(error: unknown): WireError {
  if (error instanceof StorageError) {
    const { code, message, engineCode } = error;
    return { kind: 'storage', code, message, engineCode };
  }
  if (error instanceof BadInputError) {
    const { field, problem, fix } = error;
    return { kind: 'bad-input', field, problem, fix };
  }
  if (error instanceof Error) return { kind: 'other', message: error.message, stack: error.stack };
  return { kind: 'other', message: String(error), stack: undefined };
}

export function fromWireError(wire: WireError): Error {
  switch (wire.kind) {
    case 'storage':
      return new StorageError(wire.code, wire.message, { engineCode: wire.engineCode });
    case 'bad-input':
      return new BadInputError(wire.field, wire.problem, wire.fix);
    case 'other': {
      const error = new Error(wire.message);
      if (wire.stack !== undefined) error.stack = wire.stack;
      return error;
    }
  }
}
