import { z } from 'zod';
import type { Film } from '../../marks';

const CURRENT_YEARS = { first: 1870, last: 2199 } as const;

/** A film as a file of the catalogue has it, under the column names of the films table. Strict. */
export const filmRecordSchema = z
  .strictObject({
    film_id: z
      .string()
      .regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, 'not a canonical UUID')
      .toLowerCase(),
    title: z.string().min(1, 'empty'),
    /** Whole seconds. */
    duration_s: z.int().min(1).max(0xffff_ffff),
    genres: z
      .array(z.string().min(1, 'an empty genre'))
      .min(1, 'no genre')
      .refine((genres) => new Set(genres).size === genres.length, 'a genre is there twice'),
    release_year: z.int().min(CURRENT_YEARS.first).max(CURRENT_YEARS.last),
  })
  .transform((record): Film => ({
    filmId: record.film_id,
    title: record.title,
    durationS: record.duration_s,
    genres: record.genres,
    releaseYear: record.release_year,
  }));

export const FILM_COLUMNS = ['film_id', 'title', 'duration_s', 'genres', 'release_year'] as const;
