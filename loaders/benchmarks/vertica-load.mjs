// One loading process of vertica-client.ts: compiled code, as it runs in production, and nothing else
// in memory. Takes its order as JSON in the first argument and prints its figures as one line of JSON.
//
// Order: url, format, batchRows, batches, hasOrigin. The same marks are inserted again and again, each
// time under another token; the first insert lets the compiler settle and is not timed.
import { performance } from 'node:perf_hooks';
import { describeDataset, markChunks } from '../../dist/generators/index.js';
import { openStorage } from '../../dist/loaders/index.js';

const MONTH_MS = 2_400_000_000n;
const JANUARY_MS = BigInt(Date.UTC(2026, 0, 1));

const { url, format, batchRows, batches, hasOrigin } = JSON.parse(process.argv[2]);
const [columns] = markChunks(describeDataset({ rows: batchRows }), batchRows);
// A batch with an origin has to be of one month.
for (let row = 0; hasOrigin && row < batchRows; row++) {
  columns.eventTimeMs[row] = JANUARY_MS + (columns.eventTimeMs[row] % MONTH_MS);
}
const offsets = new BigInt64Array(hasOrigin ? batchRows : 0);
for (let row = 0; row < offsets.length; row++) offsets[row] = 10_000_000_000n + BigInt(row);
const origin = { topic: 'view-marks', partition: 7, offsets };

const storage = await openStorage(url);
const insert = (token) =>
  storage.insert(columns, { token, format, ...(hasOrigin ? { origin } : {}) });
await insert(`${process.pid} warm-up`);
const rssBeforeKb = process.memoryUsage.rss() / 1024;
const cpuBefore = process.cpuUsage();
const startedAt = performance.now();
let encodeMs = 0;
let wireBytes = 0;
for (let batch = 0; batch < batches; batch++) {
  const receipt = await insert(`${process.pid} ${batch}`);
  encodeMs += receipt.encodeMs;
  wireBytes += receipt.wireBytes;
}
const elapsedMs = performance.now() - startedAt;
const { user, system } = process.cpuUsage(cpuBefore);
await storage.close();

const figures = {
  rows: batchRows * batches,
  elapsedMs,
  cpuMs: (user + system) / 1000,
  encodeMs,
  wireBytes,
  rssBeforeBytes: rssBeforeKb * 1024,
  peakRssBytes: process.resourceUsage().maxRSS * 1024,
};
process.stdout.write(`${JSON.stringify(figures)}\n`);
