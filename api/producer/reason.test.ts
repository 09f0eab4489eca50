import { describe, expect, it } from 'vitest';
import { reasonOf } from './reason';

describe('the reason of a failure', () => {
  it.each([
    ['the message of an error', new Error('refused'), 'refused'],
    ['its first line', new Error('refused\nat once'), 'refused'],
    [
      'that of the first cause of many errors',
      new AggregateError(
        [new Error('no metadata', { cause: new Error('unknown topic') }), new Error('other')],
        'producing failed',
      ),
      'unknown topic',
    ],
    ['that of many errors without any', new AggregateError([], 'all failed'), 'all failed'],
    ['what was thrown instead of an error', 'text', 'text'],
  ])('is %s', (_, error, reason) => {
    expect(reasonOf(error)).toBe(reason);
  });
});
