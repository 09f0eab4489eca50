/** Every moment of a batch's way at which a process may die; tests let it. */
export const FAULT_POINTS = [
  'assigned',
  'intent-read',
  'predecessor-ended',
  'recovered',
  'records-taken',
  'batch-sealed',
  'letters-acknowledged',
  'intent-committed',
  'before-insert',
  'insert-acknowledged',
  'before-read-back',
  'read-back-done',
  'before-done-commit',
  'done-committed',
] as const;

export type FaultPoint = (typeof FAULT_POINTS)[number];

/** Every protection on which exactly-once rests; tests take one away to see that its proof notices. */
export const PROTECTIONS = ['tokens', 'intents', 'read-back', 'epochs'] as const;

export type Protection = (typeof PROTECTIONS)[number];

/** What only tests give: nothing in the environment of a process leads here. */
export interface DeliveryFaults {
  /** Awaited at every point. */
  readonly at?: (point: FaultPoint, partition: number) => Promise<void> | void;
  readonly disabled?: ReadonlySet<Protection>;
}
