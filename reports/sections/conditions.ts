import {
  formatBytes,
  formatCount,
  formatDuration,
  formatRate,
  formatShare,
  formatSignificant,
} from '../number-format';
import {
  type Block,
  type Cell,
  codeCell,
  figureCell,
  MISSING,
  plainTable,
  type Section,
  textCell,
} from '../report-document';
import type { RunView } from '../run-view';

type Facts = readonly (readonly [name: string, value: Cell])[];

function factTable(id: string, caption: string, facts: Facts): Block {
  return plainTable(
    {
      id,
      caption,
      columns: [
        { header: 'What', align: 'left' },
        { header: 'Value', align: 'left' },
      ],
    },
    facts.map(([name, value]) => [textCell(name), value]),
  );
}

function commitCell(commit: string | null, dirty: boolean | null): Cell {
  if (commit === null) return textCell('unknown: not run from a Git working tree');
  return dirty === true
    ? { kind: 'problem', text: `${commit}, with changes that were not committed` }
    : codeCell(commit);
}

function runFacts({ results }: RunView): Facts {
  const { run } = results;
  return [
    ['Run', codeCell(run.id)],
    ['Command', codeCell(run.command)],
    ['viewmarks', textCell(run.viewmarksVersion)],
    ['Git commit', commitCell(run.gitCommit, run.gitDirty)],
    ['Started', textCell(run.startedAt)],
    ['Finished', textCell(run.finishedAt)],
    ['Duration', textCell(formatDuration(Date.parse(run.finishedAt) - Date.parse(run.startedAt)))],
    ...(run.resumedAt.length === 0
      ? []
      : [
          [
            'Interrupted, and resumed at',
            textCell(run.resumedAt.join(', '), 'the pause is in the duration above'),
          ] as const,
        ]),
  ];
}

function memoryText({ results, withheld }: RunView): string {
  const { memory } = results.environment;
  if (memory) {
    return `${formatBytes(memory.peakTotalRssBytes)} (resident sets added up, sampled every ${formatCount(memory.sampledEveryMs)} ms)`;
  }
  return withheld.length > 0
    ? 'withheld: the processes of a withheld storage are among them'
    : 'not known: this operating system does not tell';
}

function machineFacts(view: RunView): Facts {
  const { results } = view;
  const { environment: machine } = results;
  return [
    ['Processor', textCell(machine.cpuModel)],
    ['Cores', textCell(formatCount(machine.cores))],
    ['Memory', textCell(formatBytes(machine.memoryBytes))],
    ['Operating system', textCell(machine.os)],
    ['Node.js', textCell(machine.node)],
    [
      'Load average of one minute',
      textCell(
        `${formatSignificant(machine.loadAverageAtStart)} before the run, ${formatSignificant(machine.loadAverageAtEnd)} after it`,
      ),
    ],
    ['Peak memory of all processes', textCell(memoryText(view))],
  ];
}

function dataFacts({ results }: RunView): Facts {
  const { dataset } = results;
  return [
    ['Marks', textCell(formatCount(dataset.rows))],
    ['Seed', codeCell(String(dataset.seed))],
    ['Content hash', codeCell(dataset.contentHash)],
    ['Films', textCell(formatCount(dataset.films))],
    ['Viewers', textCell(formatCount(dataset.viewers))],
    ['Pairs of viewer and film', textCell(formatCount(dataset.viewerFilmPairs))],
    ['First mark', textCell(dataset.firstEventTime)],
    ['Last mark', textCell(dataset.lastEventTime)],
    ['Generator alone, one core', textCell(`${formatRate(dataset.generateRowsPerSecond)} marks/s`)],
    ...Object.entries(dataset.options).map(
      ([name, value]) => [`Generator: ${name}`, codeCell(String(value))] as const,
    ),
  ];
}

/** `insertRowsPerVisit` as `Insert rows per visit`: the names of the schema carry meaning and unit. */
function spelledOut(name: string): string {
  const words = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function settingText(value: number | readonly string[]): string {
  if (typeof value !== 'number') return value.join(', ');
  return Number.isInteger(value) ? formatCount(value) : String(value);
}

/** Every setting there is, so that one which a later schema adds is not forgotten here. */
function methodFacts({ results }: RunView): Facts {
  return Object.entries(results.settings).map(
    ([name, value]) => [spelledOut(name), textCell(settingText(value))] as const,
  );
}

function shareCell(share: number | undefined): Cell {
  return share === undefined ? MISSING : figureCell(formatShare(share));
}

/** What happened when, and what else the machine did meanwhile; empty for runs that do not know. */
function phaseTable({ results }: RunView): Block[] {
  if (results.phases.length === 0) return [];
  return [
    plainTable(
      {
        id: 'phase-table',
        caption: 'Phases of the run, and what else the processor did in them',
        columns: [
          { header: 'Phase', align: 'left' },
          { header: 'Began', align: 'left' },
          { header: 'Took', align: 'right' },
          { header: 'Other machines', align: 'right' },
          { header: 'Other processes', align: 'right' },
        ],
        footnote:
          "Shares of the processor's time: taken by the hypervisor for other machines (steal), and used by processes that are " +
          'not the run.',
      },
      results.phases.map(({ name, startedAt, elapsedMs, disturbance }) => [
        textCell(name),
        textCell(startedAt),
        figureCell(formatDuration(elapsedMs)),
        shareCell(disturbance?.stealShare),
        shareCell(disturbance?.othersShare),
      ]),
    ),
  ];
}

function softwareTable({ results }: RunView): Block[] {
  const groups = results.storages.flatMap((storage) => {
    if (storage.status !== 'measured') return [];
    const { name, identity, openMs, rssAfterOpenBytes } = storage;
    const facts: Facts = [
      ['Engine', textCell(`${identity.engine} ${identity.engineVersion}`)],
      ['Transport', textCell(identity.transport)],
      ['Client', textCell(identity.client)],
      ['URL', codeCell(identity.url)],
      ['Open, fresh process', textCell(`${formatSignificant(openMs)} ms`)],
      ['Memory right after', textCell(formatBytes(rssAfterOpenBytes))],
      ...Object.entries(identity.settings).map(
        ([setting, value]) => [setting, codeCell(value)] as const,
      ),
    ];
    return [{ heading: name, rows: facts.map(([what, value]) => [textCell(what), value]) }];
  });
  if (groups.length === 0) return [];
  return [
    {
      kind: 'table',
      table: {
        id: 'software-table',
        caption: 'Storages, versions and the settings that their loaders pin',
        groupedBy: 'Storage',
        columns: [
          { header: 'What', align: 'left' },
          { header: 'Value', align: 'left' },
        ],
        groups,
      },
    },
  ];
}

export function conditionsSection(view: RunView): Section {
  return {
    id: 'conditions',
    title: 'Conditions of the run',
    inTerminal: false,
    blocks: [
      factTable('run-table', 'Run', runFacts(view)),
      factTable('machine-table', 'Machine', machineFacts(view)),
      ...phaseTable(view),
      factTable('data-table', 'Data', dataFacts(view)),
      factTable('method-table', 'Method', methodFacts(view)),
      ...softwareTable(view),
    ],
  };
}
