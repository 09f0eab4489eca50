/** Every reason for which a record cannot be a row; the closed list from which the type comes. */
export const REFUSAL_CODES = [
  /** A tombstone: the record has no value. */
  'no-value',
  /** More bytes than any mark has. */
  'too-large',
  'not-utf8',
  'not-json',
  /** An object has a key twice: readers would not agree on which one counts. */
  'duplicate-key',
  /** JSON, but no view mark: the detail names the field. */
  'schema',
  /** A mark of a time that the storages do not keep. */
  'event-time',
] as const;

export type RefusalCode = (typeof REFUSAL_CODES)[number];

export interface Refusal {
  readonly code: RefusalCode;
  /** One line of printable characters, at most 200 of them. */
  readonly detail: string;
}

const MAX_DETAIL = 200;

/** A refusal; whatever the detail quotes from the record is cut and made printable. */
export function refusal(code: RefusalCode, detail: string): Refusal {
  return { code, detail: detail.slice(0, MAX_DETAIL).replaceAll(/[^\x20-\x7e]/g, '?') };
}
