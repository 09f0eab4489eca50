import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Results } from '../research';
import { CHART_FOLDER } from './render-markdown';
import { renderCharts, renderHtml, renderMarkdown } from './render';

/** Replaces a file in one step, so that a reader meets the old text or the new one and nothing between. */
async function replaceFile(path: string, text: string): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    await writeFile(temporary, text);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/**
 * Writes `report.md`, `charts/*.svg` and `report.html` into the folder of a run, each replaced in one
 * step. Everything is rendered before the first file is touched. The same results give the same bytes.
 *
 * @throws the file system's error when the folder cannot be written
 */
export async function writeReport(directory: string, results: Results): Promise<void> {
  const charts = await renderCharts(results);
  const files = [
    ...[...charts].map(([name, svg]) => [join(CHART_FOLDER, `${name}.svg`), svg] as const),
    ['report.md', renderMarkdown(results)] as const,
    ['report.html', await renderHtml(results)] as const,
  ];
  for (const [name, text] of files) {
    const path = join(directory, name);
    await mkdir(dirname(path), { recursive: true });
    await replaceFile(path, text);
  }
}
