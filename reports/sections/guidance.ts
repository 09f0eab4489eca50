import { MIN_SAMPLES, type Results } from '../../research';
import { formatBytes, formatCount, formatTick } from '../number-format';
import type { Section, Text } from '../report-document';
import type { RunView } from '../run-view';
import { withheldTrap } from './withheld';

export function howToReadSection({ results }: RunView): Section {
  const { settings } = results;
  const confidence = `${formatTick(settings.confidence * 100)} %`;
  return {
    id: 'how-to-read',
    title: 'How to read this',
    inTerminal: false,
    blocks: [
      {
        kind: 'list',
        items: [
          [
            { strong: 'Figures are medians. ' },
            `The brackets after one are its ${confidence} bootstrap interval, the bars in the charts too: what the ` +
              `noise of this run leaves open. It takes ${MIN_SAMPLES.interval} samples. Where two intervals overlap, this run does not tell the two apart.`,
          ],
          [
            { strong: 'Rows/s and rows per CPU-second ' },
            'answer different questions: how soon a load is over, and how much machine it takes. The CPU ' +
              "time is that of the storage's own process. An embedded engine works in that process; of a server it is the client's share alone.",
          ],
          [
            { strong: 'First touch and warm. ' },
            'Every first touch is asked in a process of its own that has just opened the storage. An ' +
              "embedded engine's caches are empty then; a server keeps its own, and nobody empties the operating " +
              "system's page cache. Warm answers come later in such a process, with other drawn parameters where a question takes any.",
          ],
          [
            { strong: 'p95 and p99 ' },
            `are given from ${MIN_SAMPLES.p95} and ${MIN_SAMPLES.p99} samples on, and "-" before that.`,
          ],
          [
            { strong: 'Fairness. ' },
            `Each storage ran in processes of its own, one measurement at a time, in ${formatCount(settings.rounds)} rounds of a random order drawn from the seed, ` +
              'so that a slow minute of the machine does not fall on one storage alone.',
          ],
          [
            { strong: 'No figure. ' },
            '"failed" went wrong, "skipped" was left out by a rule, "not run" never started; each has its ' +
              'reason under Not measured. A question answered wrongly has no time.',
          ],
        ],
      },
    ],
  };
}

/** The data beside the machine's memory: the reason why no read of this run waited for a disk. */
function pageCacheTrap({ environment, cells }: Results): Text {
  const largest = Math.max(
    0,
    ...cells.map(({ kind, outcome }) =>
      kind === 'size' && outcome.status === 'measured' ? outcome.bytes : 0,
    ),
  );
  const sizes =
    largest === 0
      ? ''
      : ` The largest storage of this run takes ${formatBytes(largest)} on disk, the machine has ${formatBytes(environment.memoryBytes)} of memory.`;
  return [
    { strong: 'Cold disks. ' },
    `The marks were written just before they were read, so they came from the operating system's page cache.${sizes}`,
  ];
}

/** What a run does not say of things that go on at the same time, by what it had of them. */
function contentionTraps({ cells }: Results): readonly Text[] {
  const has = (kind: Results['cells'][number]['kind']): boolean =>
    cells.some((cell) => cell.kind === kind);
  const hasLoad = has('read-under-insert') || has('insert-under-read');
  return [
    hasLoad
      ? [
          { strong: 'Days under load. ' },
          'Inserts and questions went on together for seconds, not for days: merges and checkpoints that come later are not in ' +
            'these figures.',
        ]
      : [
          { strong: 'Reads while writing. ' },
          'Inserts had no readers and reads no writers. Contention is not measured.',
        ],
  ];
}

function engineTraps(view: RunView): readonly Text[] {
  const { storages } = view.results;
  const measured = storages.flatMap((storage) =>
    storage.status === 'measured' ? [storage.identity] : [],
  );
  const has = (wanted: string): boolean => measured.some(({ engine }) => engine === wanted);
  const transports = new Set(
    measured.filter(({ engine }) => engine !== 'null').map(({ transport }) => transport),
  );
  const hasServer = [...transports].some((transport) => transport !== 'embedded');
  const traps: Text[] = [];
  if (transports.has('embedded')) {
    traps.push([
      { strong: 'Servers. ' },
      'An embedded engine shares its cores with the client that feeds it and pays for no network. As a ' +
        'server, on machines of its own, the same engine may be faster or slower.',
    ]);
  }
  if (hasServer) {
    traps.push([
      { strong: 'What a server costs. ' },
      "CPU and memory of a storage reached over the network are those of its client; the server's own are not measured.",
    ]);
  }
  if (has('null')) {
    traps.push([
      { strong: 'A storage called null. ' },
      "It encodes and throws away. Its rate is the client's ceiling, not one that a storage could reach.",
    ]);
  }
  traps.push(...withheldTrap(view));
  if (!has('vertica') && !view.withheld.some(({ engine }) => engine === 'vertica')) {
    traps.push([
      { strong: 'Vertica. ' },
      'It was not measured in this run. Nothing here is for or against it.',
    ]);
  }
  return traps;
}

export function limitsSection(view: RunView): Section {
  const { results } = view;
  const { dataset, environment, settings } = results;
  return {
    id: 'limits',
    title: 'What these numbers do not say',
    inTerminal: false,
    blocks: [
      {
        kind: 'list',
        items: [
          [
            { strong: 'Other machines. ' },
            `One machine with ${formatCount(environment.cores)} cores on one day. Absolute figures move with the hardware, and ` +
              'with more cores or disks the order of the storages may change.',
          ],
          [
            { strong: 'More data. ' },
            `${formatCount(dataset.rows)} marks were measured. ` +
              (results.cells.some(({ kind }) => kind === 'read-growth')
                ? 'How answers grow up to there is measured; beyond it, lines are drawn out and nothing is known.'
                : 'How a storage grows beyond that is not in these figures.'),
          ],
          ...engineTraps(view),
          pageCacheTrap(results),
          ...contentionTraps(results),
          [
            { strong: 'Power loss. ' },
            results.cells.some(({ kind }) => kind === 'durability')
              ? 'Processes were killed, the machine was not: what the operating system had taken over was kept. What each engine has ' +
                'forced to disk by the time it acknowledges differs and was not tested.'
              : 'An acknowledged row is counted as stored. What each engine has forced to disk by then differs and was not tested.',
          ],
          [
            { strong: 'Your viewers. ' },
            'The marks are synthetic sessions. Sizes and answers depend on their regularity; random identifiers do ' +
              'not compress in any storage.',
          ],
          [
            { strong: 'Every parameter. ' },
            `Questions that take parameters were asked with ${formatCount(settings.drawsPerQuestion)} drawn sets of them. A film or a viewer ` +
              'far from these may take longer.',
          ],
          [
            { strong: 'The best of many. ' },
            "A storage's best insert is the greatest of its medians: noise flatters it, and most of all the storage with " +
              'the most formats. Formats and batch sizes whose intervals overlap are not told apart.',
          ],
          [
            { strong: 'All the noise. ' },
            'An interval holds the scatter within this run, taking samples as independent. Samples of one visit are more alike ' +
              'than those of two, and another day has its own noise: read a small gap as none.',
          ],
        ],
      },
    ],
  };
}

export function reproduceSection({ results }: RunView): Section {
  const { run } = results;
  const checkout =
    run.gitCommit !== null && run.gitDirty === false ? `git checkout ${run.gitCommit}\n` : '';
  const warning: Text[] =
    checkout === ''
      ? [['The exact source of this run is not known: it was not a clean checkout of a commit.']]
      : [];
  return {
    id: 'reproduce',
    title: 'How to reproduce',
    inTerminal: false,
    blocks: [
      ...warning.map((text) => ({ kind: 'paragraph', text }) as const),
      { kind: 'preformatted', text: `${checkout}npm install\n${run.command}` },
      {
        kind: 'paragraph',
        text: [
          'The same seed makes the same marks (compare the content hash), the same order and the same questions; times will differ. ' +
            'This report is rendered from ',
          { code: 'results.json' },
          ' alone: ',
          { code: 'npm run report -- RUN_DIR' },
          ' writes it again, byte for byte.',
        ],
      },
    ],
  };
}
