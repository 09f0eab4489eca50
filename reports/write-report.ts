import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { restrictedStorages, type Results } from '../research';
import { CHART_FOLDER } from './render-markdown';
import { renderCharts, renderComparisonFiles, renderHtml, renderMarkdown } from './render';
import type { ReportOptions } from './run-view';

/** The files of a report, in the folder of its run. */
export interface ReportFiles {
  readonly markdown: string;
  readonly html: string;
  readonly chartFolder: string;
}

const OPEN_FILES: ReportFiles = {
  markdown: 'report.md',
  html: 'report.html',
  chartFolder: CHART_FOLDER,
};

/** Git ignores these names. */
const RESTRICTED_FILES: ReportFiles = {
  markdown: 'report.restricted.md',
  html: 'report.restricted.html',
  chartFolder: `${CHART_FOLDER}.restricted`,
};

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
 * A report that shows figures which may not be published gets names of its own.
 *
 * @returns the names of the files
 * @throws the file system's error when the folder cannot be written
 */
export async function writeReport(
  directory: string,
  results: Results,
  options: ReportOptions = {},
): Promise<ReportFiles> {
  const isRestricted = options.includeRestricted === true && restrictedStorages(results).length > 0;
  const names = isRestricted ? RESTRICTED_FILES : OPEN_FILES;
  const { chartFolder } = names;
  const charts = await renderCharts(results, options);
  const files = [
    ...[...charts].map(([name, svg]) => [join(chartFolder, `${name}.svg`), svg] as const),
    [names.markdown, renderMarkdown(results, { ...options, chartFolder })] as const,
    [names.html, await renderHtml(results, options)] as const,
  ];
  for (const [name, text] of files) {
    const path = join(directory, name);
    await mkdir(dirname(path), { recursive: true });
    await replaceFile(path, text);
  }
  return names;
}

/** A run's id as a part of a file's name. */
function fileNameOf(id: string): string {
  return id.replace(/[^A-Za-z0-9_-]/gu, '-').slice(0, 80);
}

/**
 * Writes the comparison of two runs into the folder of the first: `against-SECOND.md` and `.html`, each
 * replaced in one step. One that shows figures which may not be published gets a name of its own.
 *
 * @returns the names of the files
 * @throws the file system's error when the folder cannot be written
 */
export async function writeComparison(
  directory: string,
  first: Results,
  second: Results,
  options: ReportOptions = {},
): Promise<Pick<ReportFiles, 'markdown' | 'html'>> {
  const isRestricted =
    options.includeRestricted === true &&
    [first, second].some((results) => restrictedStorages(results).length > 0);
  const name = `against-${fileNameOf(second.run.id)}${isRestricted ? '.restricted' : ''}`;
  const names = { markdown: `${name}.md`, html: `${name}.html` };
  const { markdown, html } = await renderComparisonFiles(first, second, options);
  await replaceFile(join(directory, names.markdown), markdown);
  await replaceFile(join(directory, names.html), html);
  return names;
}
