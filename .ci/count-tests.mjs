// Prints `N passed, N failed` from vitest's JSON report; exits 1 when a test failed, none ran, or one
// was skipped that test-support/unobtainable.json does not excuse.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

const [reportFile, testsExit] = process.argv.slice(2);
const report = JSON.parse(readFileSync(reportFile, 'utf8'));
const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = report;

// One declared suite for each thing that cannot be had here, and only while it is not had.
let excused = 0;
const unobtainable = JSON.parse(readFileSync(join(root, 'test-support/unobtainable.json'), 'utf8'));
for (const { suite, variable, reason } of Object.values(unobtainable)) {
  if (process.env[variable]) continue;
  const file = report.testResults.find(({ name }) => name === join(root, suite));
  const ofSuite = (file?.assertionResults ?? []).filter(
    ({ status }) => status !== 'passed' && status !== 'failed',
  ).length;
  excused += ofSuite;
  console.error(`${ofSuite} tests not run: ${suite}: ${reason}`);
}
const skipped = numPendingTests + numTodoTests - excused;
// A file that fails outside of a test (a hook, an import) has no failed test of its own.
const failedFiles = report.testResults.filter(
  (file) =>
    file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
).length;
const failed = numFailedTests + failedFiles;

if (skipped > 0) console.error(`${skipped} tests were skipped, and skipping is forbidden here`);
console.log(`${numPassedTests} passed, ${failed} failed`);
if (testsExit !== '0' || failed > 0 || skipped > 0 || numPassedTests === 0) process.exit(1);
