/**
 * CREATE TABLE and CREATE PROJECTION. What decides where Vertica puts a row (order, segmentation,
 * partitions, encodings) is checked and has no effect: behind the double there is one node without
 * projections.
 */
import { columnDoesNotExist, notInSubset } from '../errors';
import { translateExpression } from './expressions';
import { quoteName as quote, type Relation } from './relation';
import { ENCODINGS } from './rules';
import { splitAtCommas, TokenCursor } from './token-cursor';
import { joinTokens, type Token } from './tokens';
import { readType } from './types';

export interface CreateTable {
  readonly kind: 'create-table';
  readonly table: Relation;
  readonly ifNotExists: boolean;
  /** What follows the table's name, for DuckDB. */
  readonly definitions: string;
  /** Greatest number of octets of the text columns that have one. */
  readonly octets: ReadonlyMap<string, number>;
}

export interface CreateProjection {
  readonly kind: 'create-projection';
  readonly projection: string;
  readonly table: Relation;
  readonly ifNotExists: boolean;
  readonly columns: readonly string[];
}

/** Vertica enforces a key only when it is ENABLED. */
function isEnforced(cursor: TokenCursor): boolean {
  if (cursor.accept('ENABLED')) return true;
  cursor.accept('DISABLED');
  return false;
}

function readEncoding(cursor: TokenCursor): void {
  const encoding = cursor.next();
  if (!ENCODINGS.has(encoding.value)) throw notInSubset(`ENCODING ${encoding.text}`);
}

interface ColumnDefinition {
  readonly name: string;
  readonly duckdb: string;
  readonly octets: number | undefined;
}

function readColumn(cursor: TokenCursor): ColumnDefinition {
  const name = cursor.name();
  const type = readType(cursor);
  const clauses = [quote(name), type.duckdb];
  if (type.octets !== undefined) clauses.push(`CHECK (strlen(${quote(name)}) <= ${type.octets})`);
  while (!cursor.done) {
    if (cursor.accept('NOT', 'NULL')) clauses.push('NOT NULL');
    else if (cursor.accept('ENCODING')) readEncoding(cursor);
    else if (cursor.accept('PRIMARY', 'KEY')) {
      clauses.push(isEnforced(cursor) ? 'PRIMARY KEY' : 'NOT NULL');
    } else cursor.expectEnd('a column definition');
  }
  return { name, duckdb: clauses.join(' '), octets: type.octets };
}

function nameList(tokens: readonly Token[]): readonly string[] {
  return splitAtCommas(tokens).map((part) => {
    const cursor = new TokenCursor(part);
    const name = cursor.name();
    cursor.expectEnd(`the name ${name}`);
    return name;
  });
}

function checkColumns(names: readonly string[], known: readonly string[]): void {
  const lowerCase = known.map((name) => name.toLowerCase());
  const missing = names.find((name) => !lowerCase.includes(name.toLowerCase()));
  if (missing !== undefined) throw columnDoesNotExist(missing);
}

const CLAUSE_STARTS = ['SEGMENTED', 'UNSEGMENTED', 'KSAFE', 'PARTITION', 'GROUP'];

/** The tokens up to the next clause or the end. */
function untilClause(cursor: TokenCursor): readonly Token[] {
  const tokens: Token[] = [];
  while (!cursor.done && !CLAUSE_STARTS.some((word) => cursor.startsWith(word))) {
    tokens.push(cursor.next());
  }
  return tokens;
}

/** PARTITION BY expression [ GROUP BY CALENDAR_HIERARCHY_DAY(expression, months, years) ] */
function readPartitioning(cursor: TokenCursor): void {
  const expression = untilClause(cursor);
  translateExpression(expression);
  if (!cursor.accept('GROUP', 'BY')) return;
  cursor.expect('CALENDAR_HIERARCHY_DAY');
  const [grouped, ...counts] = splitAtCommas(cursor.bracketed());
  if (joinTokens(grouped ?? []) !== joinTokens(expression) || counts.length > 2) {
    throw notInSubset('this partition grouping');
  }
}

/** The clauses of a table or projection that say where its rows go. */
function readPlacement(cursor: TokenCursor, columns: readonly string[]): void {
  while (!cursor.done) {
    if (cursor.accept('ORDER', 'BY')) {
      checkColumns(nameList(untilClause(cursor)), columns);
    } else if (cursor.accept('SEGMENTED', 'BY', 'HASH')) {
      checkColumns(nameList(cursor.bracketed()), columns);
      cursor.expect('ALL', 'NODES');
    } else if (cursor.accept('PARTITION', 'BY')) {
      readPartitioning(cursor);
    } else if (cursor.accept('KSAFE')) {
      if (cursor.peek()?.kind === 'number') cursor.next();
    } else if (!cursor.accept('UNSEGMENTED', 'ALL', 'NODES')) {
      cursor.expectEnd('the clauses that place rows');
    }
  }
}

/** Reads on after CREATE TABLE. */
export function readCreateTable(cursor: TokenCursor): CreateTable {
  const ifNotExists = cursor.accept('IF', 'NOT', 'EXISTS');
  const table = cursor.relation();
  const columns: ColumnDefinition[] = [];
  const constraints: string[] = [];
  for (const part of splitAtCommas(cursor.bracketed())) {
    const definition = new TokenCursor(part);
    if (definition.accept('PRIMARY', 'KEY')) {
      const key = nameList(definition.bracketed());
      if (isEnforced(definition)) constraints.push(`PRIMARY KEY (${key.map(quote).join(', ')})`);
      definition.expectEnd('a key');
    } else {
      columns.push(readColumn(definition));
    }
  }
  readPlacement(
    cursor,
    columns.map(({ name }) => name),
  );
  const definitions = [...columns.map(({ duckdb }) => duckdb), ...constraints];
  return {
    kind: 'create-table',
    table,
    ifNotExists,
    definitions: `(${definitions.join(', ')})`,
    octets: new Map(
      columns.flatMap(({ name, octets }) =>
        octets === undefined ? [] : [[name.toLowerCase(), octets] as const],
      ),
    ),
  };
}

function readProjectionColumns(cursor: TokenCursor): readonly string[] | undefined {
  if (!cursor.startsWith('(')) return undefined;
  return splitAtCommas(cursor.bracketed()).map((part) => {
    const column = new TokenCursor(part);
    const name = column.name();
    if (column.accept('ENCODING')) readEncoding(column);
    column.expectEnd('a projection column');
    return name;
  });
}

/** The tokens up to, and without, this word. */
function until(cursor: TokenCursor, word: string): readonly Token[] {
  const tokens: Token[] = [];
  while (!cursor.startsWith(word)) tokens.push(cursor.next());
  return tokens;
}

/** Reads on after CREATE PROJECTION. */
export function readCreateProjection(cursor: TokenCursor): CreateProjection {
  const ifNotExists = cursor.accept('IF', 'NOT', 'EXISTS');
  const { name: projection } = cursor.relation();
  const named = readProjectionColumns(cursor);
  cursor.expect('AS', 'SELECT');
  const selected = nameList(until(cursor, 'FROM'));
  cursor.expect('FROM');
  const table = cursor.relation();
  if (named && named.length !== selected.length) {
    throw notInSubset('a projection whose column list and SELECT differ in number');
  }
  readPlacement(cursor, selected);
  return {
    kind: 'create-projection',
    projection,
    table,
    ifNotExists,
    columns: selected,
  };
}
