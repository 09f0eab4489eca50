/** Recognises the statements of the subset (see `rules.ts`) and translates them for DuckDB. */
import { notInSubset, syntaxError } from '../errors';
import { type CopyStatement, readCopy } from './copy-statement';
import {
  type CreateProjection,
  type CreateTable,
  readCreateProjection,
  readCreateTable,
} from './create-statements';
import { translateExpression, type TranslatedSql } from './expressions';
import type { Relation } from './relation';
import { splitAtCommas, TokenCursor } from './token-cursor';
import { joinTokens, splitStatements, type Token, tokenize } from './tokens';

export type Statement =
  | { readonly kind: 'select'; readonly sql: TranslatedSql }
  | {
      readonly kind: 'write';
      readonly tag: 'INSERT' | 'UPDATE' | 'DELETE';
      readonly sql: TranslatedSql;
    }
  | CreateTable
  | CreateProjection
  | {
      readonly kind: 'drop-table';
      readonly tables: readonly Relation[];
      readonly ifExists: boolean;
      readonly cascade: boolean;
    }
  | { readonly kind: 'truncate'; readonly table: Relation }
  | { readonly kind: 'create-schema'; readonly schema: string; readonly ifNotExists: boolean }
  | {
      readonly kind: 'drop-schema';
      readonly schema: string;
      readonly ifExists: boolean;
      readonly cascade: boolean;
    }
  | CopyStatement
  | { readonly kind: 'begin' | 'commit' | 'rollback' }
  /** A meta-function that is more than a value: it has to stand alone in its SELECT. */
  | { readonly kind: 'set-client-label'; readonly label: string }
  | { readonly kind: 'close-session'; readonly sessionId: string }
  | { readonly kind: 'set-autocommit'; readonly on: boolean }
  | { readonly kind: 'set-time-zone'; readonly zone: string }
  /** The schemas in which unqualified names are looked up, the first one first. */
  | { readonly kind: 'set-search-path'; readonly schemas: readonly string[] };

/** A statement with its text as the client wrote it, without comments around it. */
export interface TranslatedStatement {
  readonly text: string;
  readonly statement: Statement;
}

function readDropTable(cursor: TokenCursor): Statement {
  const ifExists = cursor.accept('IF', 'EXISTS');
  const tables = [cursor.relation()];
  while (cursor.accept(',')) tables.push(cursor.relation());
  const cascade = cursor.accept('CASCADE');
  cursor.expectEnd('DROP TABLE');
  return { kind: 'drop-table', tables, ifExists, cascade };
}

function readCreateSchema(cursor: TokenCursor): Statement {
  const ifNotExists = cursor.accept('IF', 'NOT', 'EXISTS');
  const schema = cursor.name();
  cursor.expectEnd('CREATE SCHEMA');
  return { kind: 'create-schema', schema, ifNotExists };
}

function readDropSchema(cursor: TokenCursor): Statement {
  const ifExists = cursor.accept('IF', 'EXISTS');
  const schema = cursor.name();
  const cascade = cursor.accept('CASCADE');
  cursor.expectEnd('DROP SCHEMA');
  return { kind: 'drop-schema', schema, ifExists, cascade };
}

function readSet(cursor: TokenCursor): Statement {
  if (cursor.accept('SESSION', 'AUTOCOMMIT', 'TO')) {
    const word = cursor.next().value;
    if (word !== 'ON' && word !== 'OFF') throw syntaxError(word);
    cursor.expectEnd('SET SESSION AUTOCOMMIT');
    return { kind: 'set-autocommit', on: word === 'ON' };
  }
  if (cursor.accept('TIME', 'ZONE') || cursor.accept('TIMEZONE')) {
    cursor.accept('TO');
    const zone = cursor.string();
    cursor.expectEnd('SET TIME ZONE');
    return { kind: 'set-time-zone', zone };
  }
  if (cursor.accept('SEARCH_PATH', 'TO') || cursor.accept('SEARCH_PATH', '=')) {
    const schemas = [cursor.name()];
    while (cursor.accept(',')) schemas.push(cursor.name());
    cursor.expectEnd('SET SEARCH_PATH');
    return { kind: 'set-search-path', schemas };
  }
  throw notInSubset('this SET');
}

function transactionControl(cursor: TokenCursor): Statement | undefined {
  const isBegin = cursor.accept('BEGIN') || cursor.accept('START', 'TRANSACTION');
  const isCommit = !isBegin && (cursor.accept('COMMIT') || cursor.accept('END'));
  const isRollback = !isBegin && !isCommit && (cursor.accept('ROLLBACK') || cursor.accept('ABORT'));
  if (!isBegin && !isCommit && !isRollback) return undefined;
  if (!cursor.accept('TRANSACTION')) cursor.accept('WORK');
  cursor.expectEnd('a transaction statement');
  return { kind: isBegin ? 'begin' : isCommit ? 'commit' : 'rollback' };
}

/** "You must insert one complete tuple at a time" (INSERT, documentation up to 11.0). */
function refuseSeveralRows(tokens: readonly Token[]): void {
  const values = tokens.findIndex(({ kind, value }) => kind === 'word' && value === 'VALUES');
  if (values >= 0 && splitAtCommas(tokens.slice(values + 1)).length > 1) {
    throw notInSubset('VALUES with several rows');
  }
}

/** SELECT with one meta-function that acts on sessions, called with a constant. */
function readSessionFunction(cursor: TokenCursor): Statement | undefined {
  const isLabel = cursor.accept('SELECT', 'SET_CLIENT_LABEL', '(');
  if (!isLabel && !cursor.accept('SELECT', 'CLOSE_SESSION', '(')) return undefined;
  const text = cursor.string();
  cursor.expect(')');
  cursor.expectEnd('a meta-function');
  return isLabel
    ? { kind: 'set-client-label', label: text }
    : { kind: 'close-session', sessionId: text };
}

function translateStatement(tokens: readonly Token[]): Statement {
  const cursor = new TokenCursor(tokens);
  const first = cursor.peek()!;
  const sessionFunction = readSessionFunction(cursor);
  if (sessionFunction) return sessionFunction;
  if (cursor.startsWith('SELECT') || cursor.startsWith('WITH')) {
    return { kind: 'select', sql: translateExpression(tokens) };
  }
  if (cursor.startsWith('INSERT', 'INTO')) refuseSeveralRows(tokens);
  if (cursor.startsWith('INSERT', 'INTO') || cursor.startsWith('DELETE', 'FROM')) {
    const tag = first.value === 'INSERT' ? 'INSERT' : 'DELETE';
    return { kind: 'write', tag, sql: translateExpression(tokens) };
  }
  if (cursor.startsWith('UPDATE')) {
    return { kind: 'write', tag: 'UPDATE', sql: translateExpression(tokens) };
  }
  if (cursor.accept('CREATE', 'TABLE')) return readCreateTable(cursor);
  if (cursor.accept('CREATE', 'PROJECTION')) return readCreateProjection(cursor);
  if (cursor.accept('DROP', 'TABLE')) return readDropTable(cursor);
  if (cursor.accept('CREATE', 'SCHEMA')) return readCreateSchema(cursor);
  if (cursor.accept('DROP', 'SCHEMA')) return readDropSchema(cursor);
  if (cursor.accept('TRUNCATE', 'TABLE')) {
    const table = cursor.relation();
    cursor.expectEnd('TRUNCATE TABLE');
    return { kind: 'truncate', table };
  }
  if (cursor.accept('COPY')) return readCopy(cursor);
  if (cursor.accept('SET')) return readSet(cursor);
  const control = transactionControl(cursor);
  if (control) return control;
  throw notInSubset(`a statement that begins with ${JSON.stringify(first.text)}`);
}

/**
 * The statements of a text; none for a text of nothing but white space, comments and semicolons.
 *
 * @throws VerticaError for anything outside of the subset
 */
export function translate(text: string): readonly TranslatedStatement[] {
  return splitStatements(tokenize(text)).map((tokens) => ({
    text: joinTokens(tokens),
    statement: translateStatement(tokens),
  }));
}
