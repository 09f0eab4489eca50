import { readSql } from '../../schemas';

/** The statements of a file of schemas/vertica, each of which ends with a semicolon at the end of a line. */
export function readStatements(name: string): readonly string[] {
  return readSql('vertica', name)
    .split(/;\s*(?:\n|$)/)
    .filter((statement) => statement.trim() !== '');
}

/** A statement with `?` placeholders, and the parameter that stands at each of them. */
export interface PositionalStatement {
  readonly text: string;
  readonly names: readonly string[];
}

/**
 * The one statement of a file of schemas/vertica. Its parameters are `:name`, as in vsql; the server
 * knows `?` only.
 */
export function readStatement(name: string): PositionalStatement {
  const names: string[] = [];
  const text = readSql('vertica', name).replace(/(?<!:):([a-z]\w*)/g, (_, parameter: string) => {
    names.push(parameter);
    return '?';
  });
  return { text, names };
}
