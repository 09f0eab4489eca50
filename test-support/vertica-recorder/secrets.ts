/** What must not be in a recording, in every form in which a server or a client may write it. */

interface Secret {
  readonly bytes: Buffer;
  readonly shown: Buffer;
}

/** Names shorter than this are parts of too many words. */
const SHORTEST_NAME = 3;

function spellings(text: string): readonly string[] {
  const bytes = Buffer.from(text);
  const spelled = [
    text,
    text.replaceAll("'", "''"),
    text.replaceAll('\\', '\\\\'),
    JSON.stringify(text).slice(1, -1),
    encodeURIComponent(text),
    bytes.toString('hex'),
    bytes.toString('hex').toUpperCase(),
    bytes.toString('base64'),
    bytes.toString('base64url'),
  ];
  return [...new Set(spelled)];
}

function replaceAll(bytes: Buffer, { bytes: secret, shown }: Secret): Buffer {
  let at = bytes.indexOf(secret);
  if (at < 0) return bytes;
  const parts: Buffer[] = [];
  let from = 0;
  while (at >= 0) {
    parts.push(bytes.subarray(from, at), shown);
    from = at + secret.length;
    at = bytes.indexOf(secret, from);
  }
  return Buffer.concat([...parts, bytes.subarray(from)]);
}

export class Secrets {
  readonly #all = new Map<string, Secret>();

  /** A password, a key: removed wherever it is, however short. */
  addSecret(text: string): void {
    this.#add(text, '<secret>', 1);
  }

  /** A name of a person, a machine or a database. */
  addName(text: string, shown: string): void {
    this.#add(text, shown, SHORTEST_NAME);
  }

  /** The bytes without any secret; the same object where there was none. */
  scrub(bytes: Buffer): Buffer {
    // The longest first: one may be part of another.
    return [...this.#all.values()]
      .sort((a, b) => b.bytes.length - a.bytes.length)
      .reduce(replaceAll, bytes);
  }

  #add(text: string, shown: string, shortest: number): void {
    if (text.length < shortest) return;
    const utf16 = Buffer.from(text, 'utf16le');
    const all = [...spellings(text).map((spelling) => Buffer.from(spelling)), utf16];
    for (const bytes of all) {
      const key = bytes.toString('latin1');
      if (!this.#all.has(key)) this.#all.set(key, { bytes, shown: Buffer.from(shown) });
    }
  }
}

/** A statement with one of these words may carry a secret in any of its literals. */
const SENSITIVE =
  /\b(?:identified|password|passwd|secret|salt|token|key|credential\w*|certificate|authentication|\w*auth\w*|ldap\w*|kerberos\w*|oauth\w*|user|role|profile|connect|aws\w*|gcs\w*|azure\w*|set_config_parameter|alter\s+(?:database|session|node))\b/i;

/** Quoted texts with their prefixes, and dollar-quoted ones; an unclosed one goes to the end. */
const LITERAL =
  /\b[EUXBN]?&?'(?:[^'\\]|''|\\[^])*(?:'|$)|'(?:[^']|'')*(?:'|$)|\$\$[^]*?(?:\$\$|$)/gi;

export interface CleanStatement {
  readonly text: string;
  /** The literals that were taken out, without their quotes. */
  readonly literals: readonly string[];
}

/** A statement about users, passwords, keys or other servers loses all its literals; any other keeps them. */
export function cleanStatement(text: string): CleanStatement {
  if (!SENSITIVE.test(text)) return { text, literals: [] };
  const literals: string[] = [];
  const clean = text.replace(LITERAL, (literal) => {
    literals.push(literal.replace(/^[^'$]*(?:'|\$\$)|(?:'|\$\$)$/g, '').replaceAll("''", "'"));
    return "'<removed>'";
  });
  return { text: clean, literals };
}
