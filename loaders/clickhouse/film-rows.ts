import { randomUUID } from 'node:crypto';
import type { Film } from '../../marks';

/** A row of the films table under its column names. */
export interface FilmRow {
  readonly film_id: string;
  readonly title: string;
  readonly duration_s: number;
  readonly genres: readonly string[];
  readonly release_year: number;
}

export function filmRow({ filmId, title, durationS, genres, releaseYear }: Film): FilmRow {
  return { film_id: filmId, title, duration_s: durationS, genres, release_year: releaseYear };
}

/** A name that no other replacement of the catalogue has, so that two at a time cannot mix. */
export function stagingTable(): string {
  return `films_staging_${randomUUID().replaceAll('-', '')}`;
}
