SELECT count() FROM {table:Identifier} WHERE user_id = {user_id:UUID}
