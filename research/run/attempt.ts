/** What a storage was asked to do, done or not; its failures are findings and end nothing else. */
export type Attempt<Value> =
  | { readonly status: 'done'; readonly value: Value }
  | { readonly status: 'failed'; readonly reason: string };
