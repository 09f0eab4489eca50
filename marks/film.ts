/** A film of the catalogue, which is the authority on its duration. */
export interface Film {
  /** Lower-case canonical UUID text. */
  readonly filmId: string;
  readonly title: string;
  /** Running time in whole seconds, at least 1. */
  readonly durationS: number;
  /** One or more genre names, no name twice. */
  readonly genres: readonly string[];
  readonly releaseYear: number;
}
