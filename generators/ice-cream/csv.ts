/** A value as a CSV field, in quotes only where it has to be, as data-frame libraries write it. */
export function csvCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
