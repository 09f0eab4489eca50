import { randomFillSync } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect } from 'vitest';
import { type CapabilityName, openStorage, type Storage, type StorageErrorCode } from '../loaders';
import { allocateMarkColumns, type Film, type MarkColumns, PLATFORMS } from '../marks';
import { type MarkDraft, uuidOf, writeUuidOf } from './build-marks';
import { CONTRACT_ENGINES, type ContractEngine, type EngineHost } from './contract-engines';

export const EVERY_DAY = { from_day: '1970-01-01', to_day: '2105-12-31' };

export const FILMS: readonly Film[] = [
  { filmId: uuidOf(1), title: 'Alpha', durationS: 100, genres: ['Drama'], releaseYear: 1999 },
  {
    filmId: uuidOf(2),
    title: 'It\'s "Beta", \\ a film\tof\n\nthe \u{1f3ac} Übermut; DROP TABLE films; --',
    durationS: 2 ** 32 - 1,
    genres: ['Drama', "Ciné 'noir'", 'Comedy, romantic'],
    releaseYear: 2026,
  },
];

export const NIL = '00000000-0000-0000-0000-000000000000';
export const MAX = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
/** The top bit of each half alone: where signed and unsigned words part. */
export const HALVES = '80000000-0000-0000-8000-000000000000';
export const MIXED = '01234567-89ab-4def-9fed-cba987654321';

/** Every field at its ends, each mark of another user and film. */
export const EXTREMES: readonly MarkDraft[] = [
  {
    markId: NIL,
    userId: NIL,
    filmId: MAX,
    positionS: 0,
    at: '1970-01-01T00:00:00.000Z',
    platform: 'web',
  },
  {
    markId: MAX,
    userId: MAX,
    filmId: NIL,
    positionS: 2 ** 32 - 1,
    at: '2105-12-31T23:59:59.999Z',
    platform: 'ios',
  },
  {
    markId: HALVES,
    userId: HALVES,
    filmId: MIXED,
    positionS: 2 ** 31,
    at: '2038-01-19T03:14:08.001Z',
    platform: 'android',
  },
  {
    markId: MIXED,
    userId: MIXED,
    filmId: HALVES,
    positionS: 1,
    at: '2000-02-29T12:00:00.500Z',
    platform: 'tv',
  },
];

/** `rows` marks of one film and `viewers` users, one second apart. */
export function series(rows: number, viewers = rows, firstMark = 0): MarkColumns {
  const columns = allocateMarkColumns(rows);
  const startMs = Date.parse('2026-01-01T00:00:00Z');
  for (let row = 0; row < rows; row++) {
    writeUuidOf(columns.markId, row, firstMark + row);
    writeUuidOf(columns.userId, row, row % viewers);
    writeUuidOf(columns.filmId, row, 1);
    columns.positionS[row] = row;
    columns.eventTimeMs[row] = BigInt(startMs + row * 1000);
    columns.platform[row] = row % PLATFORMS.length;
  }
  return columns;
}

export function withRandomIds(columns: MarkColumns): MarkColumns {
  randomFillSync(columns.markId.high);
  randomFillSync(columns.markId.low);
  return columns;
}

export async function countMarks(storage: Storage): Promise<number> {
  const days = await storage.ask('marks-per-day', EVERY_DAY);
  return days.reduce((marks, day) => marks + Number(day.marks), 0);
}

export function failsWith(code: StorageErrorCode): unknown {
  return expect.objectContaining({
    name: 'StorageError',
    code,
    message: expect.stringMatching(/^[^\n]+$/) as string,
  });
}

/** One engine under test, with a storage of its own for each test. */
export interface Contract {
  readonly engine: ContractEngine;
  /** The test's storage: with its schema and {@link FILMS}, without marks. Closed after the test. */
  readonly storage: Storage;
  can(capability: CapabilityName): boolean;
  freshUrl(): Promise<string>;
  /** Opens a storage that is closed after the test. */
  openAt(url: string): Promise<Storage>;
  /** Opens another storage like the test's own. */
  openFresh(): Promise<Storage>;
  /** Closes a storage and opens the same place again. */
  reopen(closed: Storage, url: string): Promise<Storage>;
}

function defineFor(engine: ContractEngine, define: (contract: Contract) => void): void {
  let host: EngineHost;
  let storage: Storage;
  const open = new Set<Storage>();
  const contract: Contract = {
    engine,
    get storage() {
      return storage;
    },
    can: (capability) => !engine.unsupported.includes(capability),
    freshUrl: () => host.freshUrl(),
    openAt: async (url) => {
      const opened = await openStorage(url);
      open.add(opened);
      return opened;
    },
    openFresh: async () => {
      const fresh = await contract.openAt(await host.freshUrl());
      await fresh.createSchema();
      await fresh.replaceFilms(FILMS);
      return fresh;
    },
    reopen: async (closed, url) => {
      await closed.close();
      return contract.openAt(url);
    },
  };

  beforeAll(async () => {
    host = await engine.start();
  });
  afterAll(() => host.stop());
  beforeEach(async () => {
    storage = await contract.openFresh();
  });
  afterEach(async () => {
    await Promise.all([...open].map((opened) => opened.close()));
    open.clear();
  });

  define(contract);
}

/** Defines the same tests for every engine. */
export function forEveryEngine(define: (contract: Contract) => void): void {
  for (const engine of CONTRACT_ENGINES) {
    describe(`${engine.name}:`, () => {
      defineFor(engine, define);
    });
  }
}
