ALTER TABLE films_by_viewer
DELETE WHERE (film_id, user_id) NOT IN (SELECT film_id, user_id FROM progress_by_film)
SETTINGS mutations_sync = 2, allow_nondeterministic_mutations = 1
