import { readSql } from '../../schemas';

/** The statements of a text, each of which ends with a semicolon at the end of a line. */
export function splitStatements(text: string): readonly string[] {
  return text.split(/;\s*(?:\n|$)/).filter((statement) => statement.trim() !== '');
}

/** The statements of a file of schemas/clickhouse. */
export function readStatements(name: string): readonly string[] {
  return splitStatements(readSql('clickhouse', name));
}

/** A text as a literal of ClickHouse's SQL, quotes included. */
export function sqlString(text: string): string {
  return `'${text.replace(/[\\']/g, (character) => `\\${character}`)}'`;
}

/** A `SETTINGS` clause, for the one place where a setting cannot travel beside the statement. */
export function settingsClause(settings: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(settings).map(([name, value]) => `${name} = ${sqlString(value)}`);
  return `SETTINGS ${pairs.join(', ')}`;
}
