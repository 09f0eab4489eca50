DELETE FROM films;
DELETE FROM film_genres;
