import { findDuplicateKey, type ViewMark, viewMarkSchema } from '../../marks/wire';
import { type Refusal, refusal } from './refusal';

// A byte order mark is not stripped: it is no JSON.
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export type StrictReading =
  | { readonly status: 'mark'; readonly mark: ViewMark; readonly eventTimeMs: number }
  | { readonly status: 'refused'; readonly refusal: Refusal };

/** The event times that are kept, inclusive, in milliseconds since 1970. */
export interface EventTimeRange {
  readonly minTimeMs: number;
  readonly maxTimeMs: number;
}

function refused(...given: Parameters<typeof refusal>): StrictReading {
  return { status: 'refused', refusal: refusal(...given) };
}

function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}

function parseJson(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}

/**
 * Reads any bytes as a view mark by the schema of the wire format, and says why they are none. Slow
 * and strict: what decides in every case that the fast path declines.
 */
export function readStrictly(bytes: Uint8Array, range: EventTimeRange): StrictReading {
  const text = decodeUtf8(bytes);
  if (text === undefined) return refused('not-utf8', 'the value is not UTF-8');
  const json = parseJson(text);
  if (json === undefined) return refused('not-json', 'the value is not JSON');
  const twice = findDuplicateKey(text);
  if (twice !== undefined) return refused('duplicate-key', `the key ${twice} is there twice`);
  const checked = viewMarkSchema.safeParse(json.value);
  if (!checked.success) {
    const [issue] = checked.error.issues;
    const field = issue?.path.join('.') ?? '';
    return refused('schema', `${field === '' ? 'the value' : field}: ${issue?.message ?? ''}`);
  }
  const mark = checked.data;
  const eventTimeMs = Date.parse(mark.event_time);
  if (eventTimeMs < range.minTimeMs || eventTimeMs > range.maxTimeMs) {
    return refused('event-time', `event_time ${mark.event_time} is not in the range that is kept`);
  }
  return { status: 'mark', mark, eventTimeMs };
}
