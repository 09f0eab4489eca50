export { migrate, pendingMigrations } from './migrate';
export { migrationHash, migrationLabel, planMigrations } from './plan-migrations';
