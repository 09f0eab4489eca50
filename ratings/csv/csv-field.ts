import { FIELD, type RecordScanner } from './record-scanner';

/** A field's text, decoded as UTF-8, doubled quotes made single. */
export function fieldText(record: RecordScanner, field: number): string {
  const text = record.bytes.toString('utf8', record.fieldStart[field], record.fieldEnd[field]);
  return record.fieldForm[field] === FIELD.doubled ? text.replaceAll('""', '"') : text;
}

/** Text as a CSV field: in quotes only where a comma, quote or line break asks for them. */
export function csvField(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** One CSV record with its line feed. */
export function csvRecord(fields: readonly string[]): string {
  return `${fields.map(csvField).join(',')}\n`;
}
