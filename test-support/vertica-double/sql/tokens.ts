import { notInSubset, syntaxError } from '../errors';

/** A piece of SQL text; comments and white space are part of the `space` before a token. */
export interface Token {
  readonly kind: 'word' | 'quoted' | 'string' | 'number' | 'symbol' | 'placeholder';
  /** As written. */
  readonly text: string;
  /** A word in upper case, a quoted name or string without its quotes, otherwise as written. */
  readonly value: string;
  readonly space: string;
}

const SPACE = /(?:\s|--[^\n]*|\/\*[\s\S]*?\*\/)*/y;
const WORD = /[A-Za-z_][A-Za-z0-9_$]*/y;
const NUMBER = /\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+/y;
const STRING = /'(?:[^']|'')*'/y;
const ESCAPED_STRING = /[eE]'(?:[^'\\]|''|\\[\s\S])*'/y;
const QUOTED = /"(?:[^"]|"")*"/y;
const PUNCTUATION = /[(),.;]/y;
const OPERATOR_CHARACTERS = /[-+*/%=<>|!:]+/y;
const OPERATORS: ReadonlySet<string> = new Set([
  ...['::', '=', '<>', '!=', '<', '>', '<=', '>=', '||', '+', '-', '*', '/', '//', '%'],
]);

const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  t: '\t',
  n: '\n',
  r: '\r',
  b: '\b',
  f: '\f',
};

/** The value of an E'...' literal: backslash escapes by letter or by three octal digits. */
function unescapeString(body: string): string {
  return body.replaceAll("''", "'").replace(/\\([0-7]{3}|[\s\S])/g, (_, escape: string) => {
    if (escape.length === 3) return String.fromCharCode(parseInt(escape, 8));
    return SIMPLE_ESCAPES[escape] ?? escape;
  });
}

function tokenAt(text: string, at: number, space: string): Token {
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0];
  };
  const escaped = match(ESCAPED_STRING);
  if (escaped !== undefined) {
    return { kind: 'string', text: escaped, value: unescapeString(escaped.slice(2, -1)), space };
  }
  const word = match(WORD);
  if (word !== undefined) return { kind: 'word', text: word, value: word.toUpperCase(), space };
  const number = match(NUMBER);
  if (number !== undefined) return { kind: 'number', text: number, value: number, space };
  const string = match(STRING);
  if (string !== undefined) {
    const value = string.slice(1, -1).replaceAll("''", "'");
    return { kind: 'string', text: string, value, space };
  }
  const quoted = match(QUOTED);
  if (quoted !== undefined) {
    const value = quoted.slice(1, -1).replaceAll('""', '"');
    return { kind: 'quoted', text: quoted, value, space };
  }
  if (text[at] === '?') return { kind: 'placeholder', text: '?', value: '?', space };
  // A sign may follow an operator without space between: `a=-1`.
  const operator = match(OPERATOR_CHARACTERS)?.replace(/(?<=.)[-+]$/, '');
  if (operator !== undefined && !OPERATORS.has(operator)) {
    throw notInSubset(`the operator ${operator}`);
  }
  const symbol = operator ?? match(PUNCTUATION);
  if (symbol !== undefined) return { kind: 'symbol', text: symbol, value: symbol, space };
  if (/['"]/.test(text[at]!)) throw syntaxError(text.slice(at, at + 20));
  throw notInSubset(`the character ${JSON.stringify(text[at])}`);
}

/** @throws VerticaError for an unclosed quote or a character outside of the subset */
export function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  for (;;) {
    SPACE.lastIndex = at;
    const space = SPACE.exec(text)![0];
    at += space.length;
    if (at >= text.length) return tokens;
    const token = tokenAt(text, at, space);
    tokens.push(token);
    at += token.text.length;
  }
}

/** The statements of a text, without their semicolons and without empty ones. */
export function splitStatements(tokens: readonly Token[]): readonly (readonly Token[])[] {
  const statements: Token[][] = [[]];
  for (const token of tokens) {
    if (token.kind === 'symbol' && token.text === ';') statements.push([]);
    else statements.at(-1)!.push(token);
  }
  return statements.filter((statement) => statement.length > 0);
}

export function joinTokens(tokens: readonly Token[]): string {
  return tokens
    .map(({ space, text }) => space + text)
    .join('')
    .trim();
}
