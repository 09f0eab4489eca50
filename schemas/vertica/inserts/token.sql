-- Writes nothing, and says so by the number 0, when the token is known.
INSERT INTO insert_tokens (token)
SELECT :token::VARCHAR(4000)
FROM dual
WHERE NOT EXISTS (SELECT 1 FROM insert_tokens WHERE token = :token::VARCHAR(4000))
