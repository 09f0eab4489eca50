const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const SPACE = 0x20;

/** Offset behind the string that begins at `at`. */
function endOfString(json: string, at: number): number {
  for (let i = at + 1; ; i++) {
    const code = json.charCodeAt(i);
    if (code === QUOTE) return i + 1;
    if (code === BACKSLASH) i++;
  }
}

/**
 * A key that an object of the text has twice, or undefined. `JSON.parse` would silently take the
 * second value, while something else may have looked at the first.
 *
 * @param json a text that `JSON.parse` accepts; nothing else is checked here
 */
export function findDuplicateKey(json: string): string | undefined {
  const outer: Set<string>[] = [];
  let keys = new Set<string>();
  for (let i = 0; i < json.length;) {
    const code = json.charCodeAt(i);
    if (code === QUOTE) {
      const end = endOfString(json, i);
      let after = end;
      while (json.charCodeAt(after) <= SPACE) after++;
      // Only a key is followed by a colon.
      if (json.charCodeAt(after) === COLON) {
        const text = json.slice(i + 1, end - 1);
        const key = text.includes('\\') ? (JSON.parse(`"${text}"`) as string) : text;
        if (keys.has(key)) return key;
        keys.add(key);
      }
      i = end;
      continue;
    }
    if (code === OPEN_OBJECT) {
      outer.push(keys);
      keys = new Set();
    } else if (code === CLOSE_OBJECT) {
      keys = outer.pop()!;
    }
    i++;
  }
  return undefined;
}
