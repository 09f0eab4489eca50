SELECT count() FROM {rollup:Identifier} FINAL
