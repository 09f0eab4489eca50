-- Meta-functions take constants, so {label} is filled in by the loader, which lets no quote through.
SELECT SET_CLIENT_LABEL('{label}')
