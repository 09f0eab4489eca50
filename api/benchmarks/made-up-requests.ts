import { randomUUID } from 'node:crypto';
import { PLATFORMS } from '../../marks';
import { makeDevelopmentToken } from '../development-token';
import type { LoadRequest } from './load';

/** The secret of every service under measurement; it is no secret. */
export const BENCHMARK_SECRET = 'dev-only-a-secret-that-everybody-may-know';

const FILMS = 500;

export interface RequestShape {
  readonly host: string;
  readonly route: 'single' | 'batch';
  /** Marks in a request of the batch route. */
  readonly marks: number;
}

interface MadeUpMark {
  readonly markId: string;
  readonly json: string;
}

/** Tokens of `count` different users, valid for an hour. */
export function madeUpTokens(count: number): Promise<readonly string[]> {
  const env = { JWT_SECRET: BENCHMARK_SECRET };
  return Promise.all(
    Array.from({ length: count }, () =>
      makeDevelopmentToken({ userId: randomUUID(), minutes: 60, env }),
    ),
  );
}

/** A source of requests in which mark, film, position, platform, time and user vary. */
export function requestSource(
  { host, route, marks }: RequestShape,
  tokens: readonly string[],
): () => LoadRequest {
  const films = Array.from({ length: FILMS }, () => randomUUID());
  let made = 0;
  const nextMark = (): MadeUpMark => {
    const markId = randomUUID();
    const film = films[(made * 7) % FILMS]!;
    const platform = PLATFORMS[made % PLATFORMS.length]!;
    const time = new Date(Date.now() - (made % 10_000)).toISOString();
    made++;
    return {
      markId,
      json: `{"mark_id":"${markId}","film_id":"${film}","position_s":${made % 7_200},"event_time":"${time}","platform":"${platform}"}`,
    };
  };
  const path = route === 'single' ? '/api/v1/view-marks' : '/api/v1/view-marks/batch';
  return () => {
    const token = tokens[made % tokens.length]!;
    const first = nextMark();
    let body = first.json;
    if (route === 'batch') {
      const rest = Array.from({ length: marks - 1 }, () => nextMark().json);
      body = `{"marks":[${[first.json, ...rest].join(',')}]}`;
    }
    return {
      id: first.markId,
      bytes:
        `POST ${path} HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${token}\r\n` +
        `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    };
  };
}
