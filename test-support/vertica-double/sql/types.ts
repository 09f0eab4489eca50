import { notInSubset, syntaxError } from '../errors';
import { TYPE_RULES, type TypeRule } from './rules';
import type { TokenCursor } from './token-cursor';

export interface TranslatedType {
  /** As DuckDB writes it. */
  readonly duckdb: string;
  /** Greatest number of octets of a text type. */
  readonly octets: number | undefined;
}

function ruleAt(cursor: TokenCursor): TypeRule {
  const two = `${cursor.peek()?.value ?? ''} ${cursor.peek(1)?.value ?? ''}`;
  const rule =
    TYPE_RULES.find(({ vertica }) => vertica === two) ??
    TYPE_RULES.find(({ vertica }) => vertica === cursor.peek()?.value);
  if (!rule) throw notInSubset(`the type ${JSON.stringify(cursor.peek()?.text ?? 'EOL')}`);
  for (const word of rule.vertica.split(' ')) cursor.expect(word);
  return rule;
}

/**
 * Reads a Vertica type.
 *
 * @throws VerticaError for a type outside of the subset
 */
export function readType(cursor: TokenCursor): TranslatedType {
  const rule = ruleAt(cursor);
  if (!cursor.startsWith('(')) return { duckdb: rule.duckdb, octets: undefined };
  switch (rule.arguments) {
    case 'none':
      throw notInSubset(`${rule.vertica}(...)`);
    case 'length': {
      cursor.expect('(');
      const octets = cursor.integer();
      cursor.expect(')');
      return { duckdb: rule.duckdb, octets };
    }
    case 'precision and scale': {
      cursor.expect('(');
      const precision = cursor.integer();
      const scale = cursor.accept(',') ? cursor.integer() : 0;
      cursor.expect(')');
      if (scale > precision) throw syntaxError(String(scale));
      return { duckdb: `${rule.duckdb}(${precision}, ${scale})`, octets: undefined };
    }
  }
}
