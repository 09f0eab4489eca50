import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { decide, type Decision, readCriteria, type Results } from '../research';
import { emptyResults, madeUpSmallResults } from '../test-support/results-fixture';
import { madeUpStudyResults } from '../test-support/study-fixture';
import {
  renderCharts,
  renderDecision,
  renderDecisionToTerminal,
  renderMarkdown,
  renderTerminal,
} from '.';
import { CHART_NAMES } from './report-document';

const SHA256 = createHash('sha256').update('made up').digest('hex');

function decisionOf(results: Results): Decision {
  return decide({ results, sha256: SHA256 }, readCriteria());
}

/** Addresses of rows in a report's Markdown. */
function addressesIn(markdown: string): readonly string[] {
  return [...markdown.matchAll(/<a id="([^"]*)"><\/a>/g)].map((match) => match[1]!);
}

function sectionOf(markdown: string, title: string): string {
  const [, section = ''] = markdown.split(`\n## ${title}\n`);
  return section.split('\n## ', 1)[0]!;
}

describe('The report of a whole study', () => {
  const results = madeUpStudyResults();
  const decision = decisionOf(results);
  const markdown = renderMarkdown(results, { decision });

  it('has the decision first and every scenario after it', () => {
    expect(markdown.match(/^## .*$/gm)).toEqual([
      '## The decision',
      '## In short',
      '## Inserts',
      '## Several writers',
      '## Time split and load',
      '## Reads',
      '## Inserts and questions together',
      '## Growth',
      '## Size on disk',
      '## Killed in the middle of a load',
      '## What it means for the site',
      '## What the figures tell apart',
      '## Verification',
      '## Not measured',
      '## How to read this',
      '## What these numbers do not say',
      '## Conditions of the run',
      '## How to reproduce',
    ]);
  });

  it('draws all of its charts', async () => {
    expect([...(await renderCharts(results)).keys()].sort()).toEqual([...CHART_NAMES].sort());
  });

  it('says on its first page what was decided, by which gates, and what it does not rest on', () => {
    const page = sectionOf(markdown, 'The decision');
    expect(page).toContain('ClickHouse, provisionally: Vertica not measured');
    expect(page).toContain('not as a server');
    expect(page).toMatch(/\| kill -9 .* \| passed \| not shown \|/);
    expect(page).toContain('Site size, computed for clickhouse-embedded');
    expect(page).toContain('[decision.md](decision.md)');
  });

  it('has an address for every cell that the decision cites, and none twice', () => {
    const addresses = addressesIn(markdown);
    expect(new Set(addresses).size).toBe(addresses.length);
    const cited = [...renderDecision(decision).matchAll(/\]\(report\.md#([^)]*)\)/g)].map(
      (match) => match[1]!,
    );
    expect(cited.length).toBeGreaterThan(20);
    expect(cited.filter((cell) => !addresses.includes(cell))).toEqual([]);
  });

  it('shows figures under load from the moment that something was due', () => {
    const section = sectionOf(markdown, 'Inserts and questions together');
    expect(section).toContain('no coordinated omission');
    const peak = section
      .split('\n')
      .find((line) => line.includes('read-under-insert.clickhouse-embedded.peak'))!;
    expect(peak).toContain("the site's peak arrives");
    expect(peak).toContain('| 4.20 k<br>4.20 k acknowledged |');
    expect(peak).toContain('| 30 of 60 |');
  });

  it('tells the engines apart only beyond what the same thing measured twice differs by', () => {
    const section = sectionOf(markdown, 'What the figures tell apart');
    expect(section).toContain('clickhouse-embedded against duckdb');
    expect(section).toMatch(/\| resume-point \| × 1\.\d\d \[.*\]<br>faster \|/);
    expect(section).toMatch(/`insert\.clickhouse-embedded\.arrow\.100000\.w1` \| /);
    expect(section).toContain('never left out');
  });

  it('counts kills by what they left', () => {
    const row = sectionOf(markdown, 'Killed in the middle of a load')
      .split('\n')
      .find((line) => line.includes('durability.duckdb'))!;
    expect(row).toContain('| 5 | 45 | 4 | 1 | 0 | 0 | 0 | ');
  });

  it('marks what is computed, and what would be over the limit', () => {
    const section = sectionOf(markdown, 'What it means for the site');
    expect(section).toContain('computed, not measured');
    expect(section).toContain('**71.0 s, over the limit**');
  });

  it('says what else the machine did in each phase', () => {
    expect(sectionOf(markdown, 'Conditions of the run')).toContain(
      '| load | 2026-01-02T03:05:05.000Z | 30 s | 0.1 % | 0.4 % |',
    );
  });

  it('does not claim that what it measured is unknown', () => {
    const limits = sectionOf(markdown, 'What these numbers do not say');
    expect(limits).not.toContain('Contention is not measured');
    expect(limits).toContain('Processes were killed');
    const without = sectionOf(
      renderMarkdown(madeUpSmallResults()),
      'What these numbers do not say',
    );
    expect(without).toContain('Contention is not measured');
  });

  it('is short in a terminal', () => {
    const lines = renderTerminal(results, { decision }).split('\n');
    expect(lines.length).toBeLessThan(110);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100);
  });
});

describe('A report', () => {
  it('counts what was left out for one and the same reason, and names what was alone', () => {
    const results = madeUpStudyResults();
    for (const cell of results.cells) {
      if (cell.kind === 'read-growth') cell.outcome = { status: 'failed', reason: 'too few rows' };
      if (cell.kind === 'capacity') cell.outcome = { status: 'skipped', reason: 'no size' };
    }
    const gaps = sectionOf(renderMarkdown(results), 'Not measured');
    expect(gaps).toContain('| duckdb | 10 × read-growth | too few rows |');
    expect(gaps).toContain('| duckdb | capacity | no size |');
  });

  it('without a decision says how to make one', () => {
    expect(sectionOf(renderMarkdown(madeUpSmallResults()), 'The decision')).toContain(
      '`npm run decide -- RUN_DIR`',
    );
  });

  it('of a run on a busy machine says so at its top, in every form', () => {
    const results = emptyResults();
    results.environment.disturbance = { stealShare: 0.2, othersShare: 0 };
    const warning = 'The machine was busy';
    expect(sectionOf(renderMarkdown(results), 'The decision')).toContain(warning);
    const terminal = renderTerminal(results);
    expect(terminal).toContain(warning);
    expect(terminal.indexOf(warning)).toBeLessThan(terminal.indexOf('IN SHORT'));
    expect(renderTerminal(emptyResults())).not.toContain(warning);
  });
});

describe('A decision record', () => {
  const record = renderDecision(decisionOf(madeUpStudyResults()));

  it('says in its first lines what was not measured', () => {
    const [title, , first] = record.split('\n');
    expect(title).toBe('# ClickHouse, provisionally: Vertica not measured');
    expect(first).toContain('Vertica was not measured');
  });

  it('has the parts of an architecture decision record', () => {
    expect(record.match(/^## .*$/gm)).toEqual([
      '## Question',
      '## Options',
      '## Gates',
      '## Gates of the references, for comparison',
      '## Scores',
      '## Result',
      '## What would change it',
      '## What was not measured',
      '## Published, not measured here',
      '## Where it comes from',
    ]);
  });

  it('marks every published figure as published', () => {
    const items = sectionOf(record, 'Published, not measured here').match(/^- .*$/gm)!;
    expect(items.length).toBeGreaterThan(2);
    for (const item of items) {
      expect(item).toMatch(
        /^- \*\*Published, not measured here: \*\*|^- \*\*Published, not measured here:\*\* /,
      );
      expect(item).toMatch(/\]\(https:\/\//);
    }
  });

  it('fits a terminal', () => {
    const text = renderDecisionToTerminal(decisionOf(madeUpStudyResults()));
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
    expect(text.split('\n').length).toBeLessThan(80);
  });
});
