/**
 * Input that the user can mend: a flag, an environment variable, a URL, a file.
 *
 * The message is one line of three parts: what was given, why it cannot be used, how to fix it.
 * Commands print it and end with exit code 2 (wrong usage); anything else ends with 1.
 */
export class BadInputError extends Error {
  override readonly name = 'BadInputError';

  /**
   * @param field the flag, variable or file field at fault, as the user typed it (`--rows`)
   * @param problem what was given and why it cannot be used
   * @param fix what to write instead
   */
  constructor(
    readonly field: string,
    readonly problem: string,
    readonly fix: string,
    options?: ErrorOptions,
  ) {
    super(`${field}: ${problem}; ${fix}`, options);
  }
}
