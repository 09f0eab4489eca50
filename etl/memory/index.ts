export { MemoryBudget } from './memory-budget';
