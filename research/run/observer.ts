/** Is told how a run goes on; prints, or does nothing. */
export interface RunObserver {
  /** A phase begins. `total` in `unit`, the plural of what is counted. */
  begin(phase: string, total: number, unit: string): void;
  /** So much more of the phase is done. */
  advance(amount: number): void;
  /** What is under way within the phase. */
  step(name: string): void;
  /** The phase is over; `outcome` says in a few words what came of it. */
  end(outcome: string): void;
  /** Something that the user should know at once. */
  warn(text: string): void;
}
