/**
 * Turns queries and expressions of the subset (see `rules.ts`) into DuckDB's SQL, token by token.
 */
import { notInSubset } from '../errors';
import {
  FUNCTION_RULES,
  REFUSED_WORDS,
  SYSTEM_TABLES,
  type SystemTable,
  WORDS_BEFORE_BRACKET,
} from './rules';
import { TokenCursor } from './token-cursor';
import type { Token } from './tokens';
import { readType } from './types';

const FUNCTIONS = new Map(FUNCTION_RULES.map((rule) => [rule.vertica, rule.duckdb]));

/** DuckDB's SQL, cut at its placeholders. */
export interface TranslatedSql {
  /** One more than there are placeholders. */
  readonly parts: readonly string[];
  /** For each placeholder the DuckDB type that a cast gives it; undefined where there is none. */
  readonly placeholderTypes: readonly (string | undefined)[];
  /** Tables of v_monitor that it reads; in DuckDB they are temporary tables of the session. */
  readonly systemTables: readonly SystemTable[];
}

/** DuckDB's name of a table of v_monitor. */
export function systemTableName(table: SystemTable): string {
  return `temp.v_monitor_${table.toLowerCase()}`;
}

/**
 * The SQL with its placeholders typed: all values travel as text, so each is cast from it.
 *
 * @param types DuckDB's type of each placeholder; a placeholder without one stays bare
 */
export function renderSql(sql: TranslatedSql, types: readonly (string | undefined)[] = []): string {
  return sql.parts.reduce((text, part, i) => {
    const type = types[i - 1];
    return `${text}${type === undefined ? '?' : `CAST(?::VARCHAR AS ${type})`}${part}`;
  });
}

class ExpressionTranslator {
  private readonly cursor: TokenCursor;
  /** The last one grows; a placeholder begins the next. */
  private readonly parts: string[] = [''];
  private readonly placeholderTypes: (string | undefined)[] = [];
  private readonly systemTables: SystemTable[] = [];
  /** What opened each bracket that is open now. */
  private readonly open: ('cast' | 'other')[] = [];
  private previous: Token | undefined;
  /** Between INTO and what follows the table's name. */
  private isAfterInto = false;

  constructor(tokens: readonly Token[]) {
    this.cursor = new TokenCursor(tokens);
  }

  translate(): TranslatedSql {
    while (!this.cursor.done) this.step();
    const { parts, placeholderTypes, systemTables } = this;
    return { parts, placeholderTypes, systemTables };
  }

  private step(): void {
    if (this.cursor.startsWith('LIMIT')) {
      this.limit();
      return;
    }
    const token = this.cursor.next();
    switch (token.kind) {
      case 'word':
        this.word(token);
        break;
      case 'symbol':
        this.symbol(token);
        break;
      case 'placeholder':
        this.placeholder(token);
        break;
      case 'string':
        this.emit(`${token.space}'${token.value.replaceAll("'", "''")}'`);
        break;
      default:
        this.emit(token.space + token.text);
    }
    this.previous = token;
  }

  private emit(text: string): void {
    this.parts.push((this.parts.pop() ?? '') + text);
  }

  private word(token: Token): void {
    if (REFUSED_WORDS.has(token.value)) throw notInSubset(token.value);
    if (token.value === 'INTO') this.isAfterInto = true;
    if (['SELECT', 'VALUES', 'WITH'].includes(token.value)) this.isAfterInto = false;
    if (token.value === 'ALL' && this.previous?.value === 'BY') throw notInSubset('BY ALL');
    if (token.value === 'AS' && this.open.at(-1) === 'cast') {
      const type = readType(this.cursor);
      this.emit(`${token.space}AS ${type.duckdb}`);
      return;
    }
    if (token.value === 'V_MONITOR' && this.cursor.accept('.')) {
      this.systemTable(token);
      return;
    }
    if (!this.cursor.startsWith('(') || WORDS_BEFORE_BRACKET.has(token.value)) {
      this.emit(token.space + token.text);
      return;
    }
    this.call(token);
  }

  private systemTable({ space }: Token): void {
    const name = this.cursor.name();
    const table = SYSTEM_TABLES.find((known) => known === name.toUpperCase());
    if (!table) throw notInSubset(`the system table v_monitor.${name}`);
    this.systemTables.push(table);
    this.emit(space + systemTableName(table));
  }

  private call(token: Token): void {
    if (token.value === 'CAST') {
      this.cursor.expect('(');
      this.open.push('cast');
      this.emit(`${token.space}CAST(`);
      return;
    }
    const name = this.isAfterInto ? token.text : FUNCTIONS.get(token.value);
    if (name === undefined) throw notInSubset(`the function ${token.value}`);
    this.emit(token.space + name);
  }

  private symbol(token: Token): void {
    if (token.text === '(') {
      this.open.push('other');
      this.isAfterInto = false;
    }
    if (token.text === ')') this.open.pop();
    this.emit(token.space + token.text);
    if (token.text === '::') this.emit(readType(this.cursor).duckdb);
  }

  private placeholder(token: Token): void {
    this.emit(token.space);
    this.parts.push('');
    this.placeholderTypes.push(this.castOfPlaceholder());
  }

  /** The type that follows a placeholder, left in its place. */
  private castOfPlaceholder(): string | undefined {
    const isCast =
      this.cursor.startsWith('::') || (this.open.at(-1) === 'cast' && this.cursor.startsWith('AS'));
    if (!isCast) return undefined;
    const ahead = new TokenCursor(this.cursor.upcoming());
    ahead.next();
    return readType(ahead).duckdb;
  }

  /** `LIMIT n OVER (...)`, Vertica's Top-K clause, keeps the first n rows of each partition. */
  private limit(): void {
    const limit = this.cursor.next();
    const count = this.cursor.next();
    if (count.kind !== 'number') throw notInSubset('LIMIT with anything but a number');
    if (!this.cursor.accept('OVER')) {
      this.emit(`${limit.space}LIMIT ${count.text}`);
      return;
    }
    const window = new ExpressionTranslator(this.cursor.bracketed()).translate();
    if (window.placeholderTypes.length > 0) throw notInSubset('a parameter in LIMIT ... OVER');
    this.emit(
      `${limit.space}QUALIFY row_number() OVER (${window.parts.join('')}) <= ${count.text}`,
    );
  }
}

/**
 * @throws VerticaError for anything outside of the subset
 */
export function translateExpression(tokens: readonly Token[]): TranslatedSql {
  return new ExpressionTranslator(tokens).translate();
}
