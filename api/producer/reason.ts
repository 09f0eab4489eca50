/** The first of the causes that an error was made of: what failed, and not what therefore failed too. */
function rootCause(error: unknown): unknown {
  if (error instanceof AggregateError && error.errors.length > 0) return rootCause(error.errors[0]);
  if (error instanceof Error && error.cause !== undefined) return rootCause(error.cause);
  return error;
}

/** One line for people who have to mend it: `Unknown topic view-marks.` */
export function reasonOf(error: unknown): string {
  const cause = rootCause(error);
  const text = cause instanceof Error ? cause.message : String(cause);
  return text.split('\n', 1)[0] ?? '';
}
