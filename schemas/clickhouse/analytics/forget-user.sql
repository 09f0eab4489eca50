-- Rewrites the parts: a lightweight delete would only hide the rows.
ALTER TABLE {table:Identifier} DELETE WHERE user_id = {user_id:UUID} SETTINGS mutations_sync = 2
