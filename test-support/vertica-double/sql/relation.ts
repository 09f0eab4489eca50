/** A table by its name, and its schema if the statement says it. */
export interface Relation {
  readonly schema: string | undefined;
  readonly name: string;
}

export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** As DuckDB writes it. */
export function quoteRelation({ schema, name }: Relation): string {
  return schema === undefined ? quoteName(name) : `${quoteName(schema)}.${quoteName(name)}`;
}
