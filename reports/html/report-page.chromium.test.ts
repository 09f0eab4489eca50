import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decide, readCriteria, type Results } from '../../research';
import { CHROMIUM_ARGUMENTS, findChromium } from '../../test-support/find-chromium';
import {
  emptyResults,
  HOSTILE_TEXTS,
  madeUpHostileResults,
  madeUpResults,
  madeUpWrongResults,
} from '../../test-support/results-fixture';
import { madeUpStudyResults } from '../../test-support/study-fixture';
import { describeIf } from '../../test-support/skipping';
import { renderHtml, type ReportOptions } from '..';
import { CHART_NAMES } from '../report-document';

const PROBE = readFileSync(join(__dirname, '..', '..', 'test-support', 'page-probe.js'), 'utf8');

/** What test-support/page-probe.js returns. */
interface Probed {
  readonly pageWidth: number;
  readonly windowWidth: number;
  readonly background: string;
  readonly scripts: number;
  readonly images: number;
  readonly texts: readonly {
    readonly text: string;
    readonly contrast: number;
    readonly sizePx: number;
  }[];
  readonly charts: readonly {
    readonly id: string;
    readonly tableShown: boolean;
    readonly panels: readonly {
      readonly drawings: readonly {
        readonly width: number;
        readonly height: number;
        readonly named: boolean;
        readonly marks: number;
        readonly outside: readonly string[];
        readonly overlapping: readonly string[];
      }[];
    }[];
  }[];
  readonly tables: readonly {
    readonly id: string;
    readonly scrolls: boolean;
    readonly sticky: boolean;
  }[];
}

interface View {
  readonly width: number;
  readonly colorScheme: 'light' | 'dark';
  readonly media?: 'print';
}

const PHONE = 390;
const DESKTOP = 1280;

const VIEWS = {
  phoneLight: { width: PHONE, colorScheme: 'light' },
  phoneDark: { width: PHONE, colorScheme: 'dark' },
  desktopLight: { width: DESKTOP, colorScheme: 'light' },
  desktopDark: { width: DESKTOP, colorScheme: 'dark' },
  print: { width: DESKTOP, colorScheme: 'dark', media: 'print' },
} satisfies Record<string, View>;

type ViewName = keyof typeof VIEWS;

const SCREENS = ['phoneLight', 'phoneDark', 'desktopLight', 'desktopDark'] as const;

const RUNS = {
  'of the usual names': madeUpResults(),
  'with wrong answers': madeUpWrongResults(),
  'with hostile names': madeUpHostileResults(),
  'without storages': emptyResults(),
  'of a whole study': madeUpStudyResults(),
} satisfies Record<string, Results>;

type RunName = keyof typeof RUNS;

const RUN_NAMES = Object.keys(RUNS) as RunName[];

/** What is shown of a run besides its results. */
const OPTIONS: Partial<Record<RunName, ReportOptions>> = {
  'of a whole study': {
    decision: decide(
      {
        results: RUNS['of a whole study'],
        sha256: createHash('sha256').update('made up').digest('hex'),
      },
      readCriteria(),
    ),
  },
};

const USUAL_CHARTS = [
  'best-inserts',
  'insert-throughput',
  'warm-latency',
  'first-touch',
  'size-by-column',
];

const CHARTS = {
  'of the usual names': USUAL_CHARTS,
  'with wrong answers': USUAL_CHARTS,
  'with hostile names': USUAL_CHARTS,
  'of a whole study': CHART_NAMES,
} satisfies Partial<Record<RunName, readonly string[]>>;

/** A page as a reader meets it, what it asked for and what it complained of. */
interface OpenedPage extends Probed {
  readonly text: string;
  readonly complaints: readonly string[];
  readonly requests: readonly string[];
}

interface WatchedPage {
  readonly page: Page;
  readonly complaints: readonly string[];
  readonly requests: readonly string[];
}

const executablePath = findChromium();

describeIf(executablePath === undefined ? 'no Chromium found (set CHROMIUM_PATH)' : true)(
  'The report page in Chromium',
  () => {
    let browser: Browser;
    let folder: string;

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'viewmarks-page-'));
      browser = await chromium.launch({
        executablePath: executablePath!,
        args: [...CHROMIUM_ARGUMENTS],
      });
    });

    afterAll(async () => {
      await browser.close();
      rmSync(folder, { recursive: true, force: true });
    });

    /** The pages of the runs, each opened once and looked at in every view. */
    const pages = new Map<RunName, Promise<WatchedPage>>();
    const looks = new Map<string, OpenedPage>();

    async function openPage(run: RunName): Promise<WatchedPage> {
      const file = join(folder, `${RUN_NAMES.indexOf(run)}.html`);
      writeFileSync(file, await renderHtml(RUNS[run], OPTIONS[run]));
      const address = pathToFileURL(file).href;
      const page = await browser.newPage();
      const complaints: string[] = [];
      const requests: string[] = [];
      page.on('console', (message) => complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('dialog', (dialog) => {
        complaints.push(`dialog: ${dialog.message()}`);
        void dialog.dismiss();
      });
      page.on('request', (request) => {
        const url = request.url();
        if (url !== address && !url.startsWith('data:')) requests.push(url);
      });
      await page.goto(address);
      return { page, complaints, requests };
    }

    async function open(run: RunName, view: ViewName): Promise<OpenedPage> {
      const key = `${run}, ${view}`;
      const seen = looks.get(key);
      if (seen) return seen;
      const opening = pages.get(run) ?? openPage(run);
      pages.set(run, opening);
      const { page, complaints, requests } = await opening;
      const { width, colorScheme, media }: View = VIEWS[view];
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ media: media ?? 'screen', colorScheme });
      const text = await page.innerText('body');
      const probed: Probed = await page.evaluate(PROBE);
      const look = { ...probed, text, complaints, requests };
      looks.set(key, look);
      return look;
    }

    describe.each(RUN_NAMES)('of a run %s', (run) => {
      it.each(SCREENS)(
        'is quiet, offline, without script, and fits its window: %s',
        async (view) => {
          const page = await open(run, view);
          expect(page.complaints).toEqual([]);
          expect(page.requests).toEqual([]);
          expect(page.scripts + page.images).toBe(0);
          expect(page.pageWidth).toBe(VIEWS[view].width);
          expect(page.windowWidth).toBe(VIEWS[view].width);
        },
      );

      it.each(SCREENS)('has text that can be read: %s', async (view) => {
        const { texts } = await open(run, view);
        expect(texts.length).toBeGreaterThan(20);
        expect(texts.filter(({ contrast }) => contrast < 4.5)).toEqual([]);
        expect(texts.filter(({ sizePx }) => sizePx < 10.5)).toEqual([]);
      });
    });

    describe.each(Object.keys(CHARTS) as (keyof typeof CHARTS)[])('of a run %s', (run) => {
      it.each(SCREENS)('shows every chart once, its labels inside and apart: %s', async (view) => {
        const { charts } = await open(run, view);
        expect(charts.map(({ id }) => id)).toEqual(CHARTS[run].map((name) => `chart-${name}`));
        for (const { id, tableShown, panels } of charts) {
          // Too many moments for a table; their distribution is in one.
          expect(tableShown, id).toBe(id !== 'chart-mixed-timeline');
          for (const { drawings } of panels) {
            expect(drawings, id).toHaveLength(1);
            const [drawing] = drawings;
            expect(drawing!.width, id).toBeGreaterThan(200);
            expect(drawing!.height, id).toBeGreaterThan(60);
            expect(drawing!.named, id).toBe(true);
            expect(drawing!.marks, id).toBeGreaterThan(3);
            expect(drawing!.outside, id).toEqual([]);
            expect(drawing!.overlapping, id).toEqual([]);
          }
        }
      });
    });

    it('lets wide tables scroll within themselves on a phone, and keeps their first column', async () => {
      const { tables } = await open('of the usual names', 'phoneLight');
      expect(tables.filter(({ sticky }) => !sticky)).toEqual([]);
      const scrolling = tables.filter(({ scrolls }) => scrolls).map(({ id }) => id);
      expect(scrolling).toEqual(expect.arrayContaining(['headline-table', 'insert-table']));
      const desktop = await open('of the usual names', 'desktopLight');
      expect(desktop.tables.filter(({ scrolls }) => scrolls)).toEqual([]);
      const study = await open('of a whole study', 'desktopLight');
      expect(study.tables.filter(({ scrolls }) => scrolls)).toEqual([]);
    });

    it('shows hostile names as the text they are', async () => {
      const { text } = await open('with hostile names', 'desktopLight');
      const [markup, markdown] = HOSTILE_TEXTS;
      expect(text).toContain(markup);
      expect(text).toContain(markdown);
      expect(text).toContain('\\u{1b}[31mred');
    });

    it('follows the system in light and dark, and prints on white', async () => {
      const [light, dark, print] = [
        await open('of the usual names', 'desktopLight'),
        await open('of the usual names', 'desktopDark'),
        await open('of the usual names', 'print'),
      ];
      expect(light.background).toBe('rgb(255, 255, 255)');
      expect(dark.background).toBe('rgb(18, 21, 26)');
      expect(print.background).toBe('rgb(255, 255, 255)');
      expect(print.texts.filter(({ contrast }) => contrast < 4.5)).toEqual([]);
    });

    it('says in red that answers were wrong, before any figure', async () => {
      const { text } = await open('with wrong answers', 'phoneLight');
      const verdict = text.indexOf('Wrong answers: 1 of 240');
      expect(verdict).toBeGreaterThan(0);
      expect(verdict).toBeLessThan(text.indexOf('Each storage at its best'));
    });
  },
);
