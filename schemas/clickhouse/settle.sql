-- A partition that is one merged part already is left alone.
OPTIMIZE TABLE view_marks FINAL
SETTINGS optimize_skip_merged_partitions = 1
