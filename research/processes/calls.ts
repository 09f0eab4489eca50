import type { WireError } from './wire-error';

/** One procedure that a child process offers: what it is given and what it gives back. */
export interface Call<Request, Response> {
  readonly request: Request;
  readonly response: Response;
}

/** What a kind of child process can be asked to do; a type alias of `Call`s by name. */
export type CallMap = Readonly<Record<string, Call<unknown, unknown>>>;

export type CallName<Calls extends CallMap> = keyof Calls & string;

/** Tells the parent how much more of a long call is done, in the call's own unit. */
export type ReportProgress = (amount: number) => void;

/** Parent to child. `id` is never used twice in the life of a child. */
export interface CallMessage {
  readonly id: number;
  readonly call: string;
  readonly request: unknown;
}

/** Child to parent. */
export type ReplyMessage =
  /** The child has loaded its code and takes calls. */
  | { readonly kind: 'ready' }
  | { readonly kind: 'progress'; readonly id: number; readonly amount: number }
  | { readonly kind: 'result'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'error'; readonly id: number; readonly error: WireError };
