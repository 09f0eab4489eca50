import { describe, expect, it } from 'vitest';
import { describeWhere, itWhere } from '../../test-support/applicable';
import { buildMarks } from '../../test-support/build-marks';
import {
  countMarks,
  EVERY_DAY,
  EXTREMES,
  failsWith,
  FILMS,
  forEveryEngine,
  MIXED,
  series,
} from '../../test-support/contract-suite';
import { CAPABILITIES, type Storage } from '..';

forEveryEngine((contract) => {
  describe('identity', () => {
    it('says who answers, in which version, and shows no password', () => {
      const { identity } = contract.storage;
      expect(identity.engineVersion).toMatch(/\d+\.\d+/);
      expect(identity.client).toMatch(/^\S+ \d+\.\d+/);
      expect(identity.url).not.toMatch(/:\/\/[^/@]*:(?!\*\*\*@)[^/@]+@/);
      expect(Object.values(identity.settings).every((value) => typeof value === 'string')).toBe(
        true,
      );
    });

    it('lists its formats and capabilities', () => {
      expect(contract.storage.formats).toEqual(contract.engine.formats);
      for (const capability of CAPABILITIES) {
        const declared = contract.storage.capabilities[capability];
        expect(declared.status).toBe(contract.can(capability) ? 'supported' : 'unsupported');
        if (declared.status === 'unsupported') expect(declared.reason).toMatch(/\w/);
      }
    });
  });

  describe('schema', () => {
    it('can be created and dropped twice', async () => {
      await contract.storage.createSchema();
      await contract.storage.dropSchema();
      await contract.storage.dropSchema();
      await contract.storage.createSchema();
      await contract.storage.insert(series(3), { token: 'after' });
      if (contract.can('reads')) expect(await countMarks(contract.storage)).toBe(3);
    });

    itWhere(contract.can('reads'))(
      'keeps rows when created again, and loses them when dropped',
      async () => {
        await contract.storage.insert(series(5), { token: 'a' });
        await contract.storage.createSchema();
        expect(await countMarks(contract.storage)).toBe(5);
        await contract.storage.dropSchema();
        await contract.storage.createSchema();
        expect(await countMarks(contract.storage)).toBe(0);
        await contract.storage.insert(series(2), { token: 'a' });
        expect(await countMarks(contract.storage)).toBe(2);
      },
    );

    itWhere(contract.can('reads'))('is asked for where it is missing', async () => {
      await contract.storage.dropSchema();
      const missing = failsWith('NO_SCHEMA');
      for (const format of contract.engine.formats) {
        await expect(contract.storage.insert(series(1), { token: 't', format })).rejects.toEqual(
          missing,
        );
      }
      await expect(contract.storage.replaceFilms(FILMS)).rejects.toEqual(missing);
      await expect(contract.storage.size()).rejects.toEqual(missing);
      for (const question of ['marks-per-day', 'most-watched-films'] as const) {
        const parameters = question === 'marks-per-day' ? EVERY_DAY : {};
        await expect(contract.storage.ask(question, parameters)).rejects.toEqual(missing);
      }
      await contract.storage.createSchema();
      await contract.storage.insert(series(1), { token: 't' });
      expect(await countMarks(contract.storage)).toBe(1);
    });
  });

  describeWhere(contract.can('durability'))('close', () => {
    it('keeps what was acknowledged', async () => {
      const url = await contract.freshUrl();
      const before = await contract.openAt(url);
      await before.createSchema();
      await before.replaceFilms(FILMS);
      await before.insert(buildMarks(EXTREMES), { token: 'extremes' });
      await before.insert(series(5000), { token: 'series' });
      const questions = [
        ['marks-per-day', EVERY_DAY],
        ['viewer-history', { user_id: MIXED }],
        ['most-watched-films', { min_viewers: 1 }],
      ] as const;
      const answersOf = async (asked: Storage): Promise<unknown[]> =>
        Promise.all(questions.map(([question, parameters]) => asked.ask(question, parameters)));
      const answers = await answersOf(before);
      const after = await contract.reopen(before, url);
      expect(await answersOf(after)).toEqual(answers);
      expect(await countMarks(after)).toBe(5000 + EXTREMES.length);
    });
  });

  it('rejects every call after close, and may be closed again', async () => {
    await contract.storage.close();
    await contract.storage.close();
    const closed = failsWith('CLOSED');
    for (const call of [
      () => contract.storage.createSchema(),
      () => contract.storage.dropSchema(),
      () => contract.storage.replaceFilms(FILMS),
      () => contract.storage.insert(series(1), { token: 'a' }),
      () => contract.storage.insert(series(0), { token: 'a' }),
      () => contract.storage.ask('most-watched-films'),
      () => contract.storage.size(),
    ]) {
      await expect(call()).rejects.toEqual(closed);
    }
  });

  it('does not mix up two storages that are open at the same time', async () => {
    const other = await contract.openFresh();
    await Promise.all([
      contract.storage.insert(series(100), { token: 'a' }),
      other.insert(series(7), { token: 'a' }),
    ]);
    if (contract.can('reads')) {
      expect(await Promise.all([countMarks(contract.storage), countMarks(other)])).toEqual([
        100, 7,
      ]);
    }
    await other.close();
    await contract.storage.insert(series(1), { token: 'b' });
    if (contract.can('reads')) expect(await countMarks(contract.storage)).toBe(101);
  });
});
