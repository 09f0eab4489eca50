// Prints `N passed, N failed` from vitest's JSON report; exits 1 when a test failed or none ran.
import { readFileSync } from 'node:fs';

const [reportFile, testsExit] = process.argv.slice(2);
const report = JSON.parse(readFileSync(reportFile, 'utf8'));
const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = report;
const skipped = numPendingTests + numTodoTests;
// A file that fails outside of a test (a hook, an import) has no failed test of its own.
const failedFiles = report.testResults.filter(
  (file) =>
    file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
).length;
const failed = numFailedTests + failedFiles;

if (skipped > 0) console.error(`${skipped} tests were skipped, and skipping is forbidden here`);
console.log(`${numPassedTests} passed, ${failed} failed`);
if (testsExit !== '0' || failed > 0 || skipped > 0 || numPassedTests === 0) process.exit(1);
