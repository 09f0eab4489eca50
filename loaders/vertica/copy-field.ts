/**
 * A text as a field of COPY: the escape character makes the one after it plain. The byte 1, which
 * stands for null in these loads, is escaped like the delimiters.
 */
export function copyField(text: string): string {
  // eslint-disable-next-line no-control-regex -- The null text of the COPY statements is a control character.
  return text.replace(/[\\\t\n\u0001]/g, (character) => `\\${character}`);
}
