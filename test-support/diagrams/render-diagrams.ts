import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { CHROMIUM_ARGUMENTS, findChromium } from '../find-chromium';
import { diagramNames, DIAGRAMS, sourceMark } from './diagram-files';

interface MermaidPage {
  readonly mermaid: {
    initialize(options: object): void;
    render(id: string, source: string): Promise<{ readonly svg: string }>;
  };
}

/** Draws every diagram of docs/diagrams again, in a real browser, because Mermaid measures its texts there. */
async function renderDiagrams(): Promise<void> {
  const executablePath = findChromium();
  if (executablePath === undefined) {
    throw new Error('no Chromium on this machine: install one or set CHROMIUM_PATH');
  }
  const browser = await chromium.launch({ executablePath, args: [...CHROMIUM_ARGUMENTS] });
  try {
    const page = await browser.newPage();
    await page.addScriptTag({ path: require.resolve('mermaid/dist/mermaid.min.js') });
    for (const name of diagramNames()) {
      const source = readFileSync(join(DIAGRAMS, `${name}.mmd`), 'utf8');
      const svg = await page.evaluate(
        async ([id, text]) => {
          const { mermaid } = globalThis as unknown as MermaidPage;
          mermaid.initialize({
            startOnLoad: false,
            theme: 'neutral',
            deterministicIds: true,
            // Text as SVG text: labels in foreign objects are not drawn by image viewers.
            htmlLabels: false,
            flowchart: { htmlLabels: false },
          });
          return (await mermaid.render(id!, text!)).svg;
        },
        [name.replaceAll('_', '-'), source],
      );
      writeFileSync(join(DIAGRAMS, `${name}.svg`), `${sourceMark(source)}\n${svg}\n`);
      process.stdout.write(`docs/diagrams/${name}.svg\n`);
    }
  } finally {
    await browser.close();
  }
}

void renderDiagrams().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
