/** A record batch that the self-test and the tests know every byte of. */
export interface KnownRecord {
  readonly offset: number;
  readonly timestampMs: number;
  readonly key: string | null;
  readonly value: string | null;
  readonly headers: readonly (readonly [string, string | null])[];
}

/** What each of the batches holds. */
export const KNOWN_RECORDS: readonly KnownRecord[] = [
  {
    offset: 5_000_000_000,
    timestampMs: 1_700_000_000_000,
    key: 'viewer:film',
    value: '{"position_s":1}'.repeat(8),
    headers: [
      ['trace', 'abc'],
      ['none', null],
    ],
  },
  { offset: 5_000_000_001, timestampMs: 1_610_000_000_000, key: null, value: 'é', headers: [] },
  { offset: 5_000_000_002, timestampMs: 1_700_000_000_005, key: '', value: null, headers: [] },
];

/** Written by Apache Kafka's own client 4.4.0 (`MemoryRecordsBuilder`), base64. */
export const KNOWN_BATCHES = {
  none: 'AAAAASoF8gAAAADq/////wJ3Zd8mAAAAAAACAAABi8/laAAAAAGLz+VoBf//////////////////AAAAA8QCAAAAFnZpZXdlcjpmaWxtgAJ7InBvc2l0aW9uX3MiOjF9eyJwb3NpdGlvbl9zIjoxfXsicG9zaXRpb25fcyI6MX17InBvc2l0aW9uX3MiOjF9eyJwb3NpdGlvbl9zIjoxfXsicG9zaXRpb25fcyI6MX17InBvc2l0aW9uX3MiOjF9eyJwb3NpdGlvbl9zIjoxfQQKdHJhY2UGYWJjCG5vbmUBGgD/j9jGngUCAQTDqQAMAAoEAAEA',
  gzip: 'AAAAASoF8gAAAACR/////wLaCsUsAAEAAAACAAABi8/laAAAAAGLz+VoBf//////////////////AAAAAx+LCAAAAAAAAP87wsTAwCBWlplanlpklZaZk9vAVK1UkF+cWZKZnxdfrGRlWEtvPgtXSVFicipbYlIyR15+XiqjFMP//hvH5rEyMbIcXsnAw8DFwsDIAAA6dsUCuQAAAA==',
  snappy:
    'AAAAASoF8gAAAACY/////wJCvYsoAAIAAAACAAABi8/laAAAAAGLz+VoBf//////////////////AAAAA4JTTkFQUFkAAAAAAQAAAAEAAABTuQGIxAIAAAAWdmlld2VyOmZpbG2AAnsicG9zaXRpb25fcyI6MX3+EAC+EACUBAp0cmFjZQZhYmMIbm9uZQEaAP+P2MaeBQIBBMOpAAwACgQAAQA=',
  lz4: 'AAAAASoF8gAAAACQ/////wJOGHqcAAMAAAACAAABi8/laAAAAAGLz+VoBf//////////////////AAAAAwQiTRhgQIJQAAAA/xTEAgAAABZ2aWV3ZXI6ZmlsbYACeyJwb3NpdGlvbl9zIjoxfRAAXfAXBAp0cmFjZQZhYmMIbm9uZQEaAP+P2MaeBQIBBMOpAAwACgQAAQAAAAAA',
  zstd: 'AAAAASoF8gAAAACO/////wKnTMXkAAQAAAACAAABi8/laAAAAAGLz+VoBf//////////////////AAAAAyi1L/0AWIwCAJQExAIAAAAWdmlld2VyOmZpbG2AAnsicG9zaXRpb25fcyI6MX0ECnRyYWNlBmFiYwhub25lARoA/4/Yxp4FAgEEw6kADAAKBAABAAEAa5POJwEAAA==',
} as const;
