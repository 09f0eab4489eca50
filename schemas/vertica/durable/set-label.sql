-- Meta-functions take constants, so the loader fills the label in; it has no quotes.
SELECT SET_CLIENT_LABEL('{label}')
