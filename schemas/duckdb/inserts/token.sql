INSERT INTO insert_tokens VALUES ($1)
