// Bidirectional controls reorder what stands around them, so a text could hide or swap its neighbours;
// a lone surrogate (Cs) cannot be written as UTF-8.
const UNSEEN = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/gu;

function escaped(character: string): string {
  return `\\u{${character.codePointAt(0)!.toString(16)}}`;
}

/** One line of text with every control character written out, so that none acts on a terminal or a page. */
export function visibleText(text: string): string {
  return text.replace(/\s*\r?\n\s*/g, ' ').replace(UNSEEN, escaped);
}

/** The same for text of several lines, which keeps its line ends. */
export function visibleLines(text: string): string {
  return text.split(/\r?\n/).map(visibleText).join('\n');
}
