SELECT film_id, duration_s FROM films
