import { describe, expect, it } from 'vitest';
import { labelOutliers, MIN_SAMPLES_FOR_OUTLIERS } from './outliers';

// With two samples below and two above: quartiles 12 and 16, fences at 6 and 22, far ones at 0 and 28.
const MIDDLE = [11, 12, 13, 14, 14, 15, 15, 16, 17];

describe('Outliers', () => {
  it('are labelled by their distance from the quartiles, on both sides', () => {
    const samples = [...MIDDLE, 23, 5, 29, -1];
    const labels = labelOutliers(samples);
    expect(labels.slice(0, 9)).toEqual(MIDDLE.map(() => 'inside'));
    expect(labels.slice(9)).toEqual(['outside', 'outside', 'far-out', 'far-out']);
  });

  it('keep every sample: there is a label for each, in their order', () => {
    const samples = [100, ...MIDDLE];
    expect(labelOutliers(samples)).toHaveLength(samples.length);
    expect(labelOutliers(samples)[0]).toBe('far-out');
  });

  it('are not looked for among too few samples', () => {
    const few = [1, 1, 1, 1, 1, 1, 1000];
    expect(few).toHaveLength(MIN_SAMPLES_FOR_OUTLIERS - 1);
    expect(new Set(labelOutliers(few))).toEqual(new Set(['inside']));
    expect(labelOutliers([...few, 1])).toContain('far-out');
  });
});
