-- Meta-functions take constants and look for a table without a schema in public, so {schema} is
-- filled in by the loader, which lets nothing but a plain identifier through.
SELECT DO_TM_TASK('mergeout', '{schema}.view_marks');
SELECT ANALYZE_STATISTICS('{schema}.view_marks');
SELECT ANALYZE_STATISTICS('{schema}.films');
SELECT ANALYZE_STATISTICS('{schema}.film_genres');
