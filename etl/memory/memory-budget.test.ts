import { describe, expect, it } from 'vitest';
import { MemoryBudget } from './memory-budget';

describe('The memory budget', () => {
  it('lets takers go on below the bound', async () => {
    const budget = new MemoryBudget(100);
    budget.take(99);
    await budget.room(new AbortController().signal);
    expect(budget.isFull).toBe(false);
  });

  it('holds takers back from the bound down to seven tenths of it, and tells once', async () => {
    const budget = new MemoryBudget(100);
    let told = 0;
    budget.onFull(() => told++);
    budget.take(60);
    budget.take(60);
    budget.take(10);
    expect(told).toBe(1);
    let isIn = false;
    const waiting = budget.room(new AbortController().signal).then(() => (isIn = true));
    budget.give(50);
    await Promise.resolve();
    expect(budget.isFull).toBe(true);
    expect(isIn).toBe(false);
    budget.give(10);
    await waiting;
    expect(budget.usedBytes).toBe(70);
  });

  it('holds nobody back who no longer waits', async () => {
    const budget = new MemoryBudget(100);
    budget.take(100);
    const lost = new AbortController();
    const waiting = budget.room(lost.signal);
    lost.abort();
    await waiting;
    expect(budget.isFull).toBe(true);
  });
});
