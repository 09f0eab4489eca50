import { bindParameters } from '../../loaders';
import type { Film, MarkColumns } from '../../marks';
import type { AnswerRow, QuestionName, QuestionParameters } from '../../schemas';
import { ANSWERS, type Evidence } from './answers';
import { MarkTally } from './mark-tally';

/**
 * Answers the questions from the marks themselves, in plain TypeScript: the measure of what a
 * storage answers. Marks are counted batch by batch and not kept; memory grows with viewers of
 * films, not with marks.
 */
export class Oracle {
  readonly #tally = new MarkTally();
  readonly #catalogue: ReadonlyMap<string, Film>;

  /**
   * @param films the whole catalogue
   * @throws RangeError when a film_id is there twice
   */
  constructor(films: readonly Film[]) {
    this.#catalogue = new Map(films.map((film) => [film.filmId, film]));
    if (this.#catalogue.size < films.length) throw new RangeError('a film_id is there twice');
  }

  /** Counts a batch as received: a re-sent mark counts again. The columns are not kept. */
  add(marks: MarkColumns): void {
    this.#tally.add(marks);
  }

  /**
   * The answer after all marks so far, rows and cells as `QUESTIONS` says. Missing parameters take their defaults.
   *
   * @throws StorageError with code BAD_PARAMETER, as a storage would
   */
  answer(question: QuestionName, parameters: QuestionParameters = {}): AnswerRow[] {
    const bound = Object.fromEntries(
      bindParameters(question, parameters).map(({ name, value }) => [name, value]),
    );
    // The union of ten functions cannot be called with checked arguments; bindParameters has checked them.
    const answer = ANSWERS[question] as (
      evidence: Evidence,
      parameters: QuestionParameters,
    ) => AnswerRow[];
    return answer({ tally: this.#tally, catalogue: this.#catalogue }, bound);
  }

  /** What the marks so far are about; for reports and for drawing parameters. */
  get tally(): MarkTally {
    return this.#tally;
  }
}
