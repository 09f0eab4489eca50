import { notInSubset, syntaxError } from '../errors';
import type { Relation } from './relation';
import type { Token } from './tokens';

/** Reads the tokens of one statement from left to right. */
export class TokenCursor {
  private at = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  get done(): boolean {
    return this.at >= this.tokens.length;
  }

  peek(ahead = 0): Token | undefined {
    return this.tokens[this.at + ahead];
  }

  /** @throws VerticaError at the end of the statement */
  next(): Token {
    const token = this.tokens[this.at];
    if (!token) throw syntaxError('EOL');
    this.at += 1;
    return token;
  }

  /** Whether the next tokens are these words or symbols; strings and quoted names never are. */
  startsWith(...values: readonly string[]): boolean {
    return values.every((value, i) => {
      const token = this.peek(i);
      return (token?.kind === 'word' || token?.kind === 'symbol') && token.value === value;
    });
  }

  /** Consumes these words or symbols when they come next, and says whether they did. */
  accept(...values: readonly string[]): boolean {
    if (!this.startsWith(...values)) return false;
    this.at += values.length;
    return true;
  }

  /** @throws VerticaError when these words or symbols do not come next */
  expect(...values: readonly string[]): void {
    for (const value of values) {
      if (!this.accept(value)) throw syntaxError(this.peek()?.text ?? 'EOL');
    }
  }

  /** @throws VerticaError when the statement goes on */
  expectEnd(clause: string): void {
    const token = this.peek();
    if (token) throw notInSubset(`${JSON.stringify(token.text)} after ${clause}`);
  }

  /** A table's name with or without its schema. */
  relation(): Relation {
    const first = this.name();
    if (!this.accept('.')) return { schema: undefined, name: first };
    return { schema: first, name: this.name() };
  }

  name(): string {
    const token = this.next();
    if (token.kind === 'word') return token.text;
    if (token.kind === 'quoted') return token.value;
    throw syntaxError(token.text);
  }

  string(): string {
    const token = this.next();
    if (token.kind !== 'string') throw syntaxError(token.text);
    return token.value;
  }

  integer(): number {
    const token = this.next();
    if (token.kind !== 'number' || !/^\d+$/.test(token.text)) throw syntaxError(token.text);
    return Number(token.text);
  }

  /** The tokens between an opening bracket, which comes next, and its closing one. */
  bracketed(): readonly Token[] {
    this.expect('(');
    const start = this.at;
    for (let depth = 1; ;) {
      const token = this.next();
      if (token.kind !== 'symbol') continue;
      if (token.text === '(') depth += 1;
      if (token.text === ')' && --depth === 0) break;
    }
    return this.tokens.slice(start, this.at - 1);
  }

  /** The next few tokens, which stay where they are. */
  upcoming(): readonly Token[] {
    return this.tokens.slice(this.at, this.at + 8);
  }
}

/** Cuts tokens at the commas that stand in no brackets. */
export function splitAtCommas(tokens: readonly Token[]): readonly (readonly Token[])[] {
  const parts: Token[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if (token.kind === 'symbol' && token.text === '(') depth += 1;
    if (token.kind === 'symbol' && token.text === ')') depth -= 1;
    if (depth === 0 && token.kind === 'symbol' && token.text === ',') parts.push([]);
    else parts.at(-1)!.push(token);
  }
  return parts;
}
