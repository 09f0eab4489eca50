import { BadInputError } from '../../errors';
import { capacity } from './capacity';
import { durability } from './durability';
import { growth } from './growth';
import { insert } from './insert';
import { insertScaling } from './insert-scaling';
import { insertUnderRead } from './insert-under-read';
import { readIdle } from './read-idle';
import { readUnderInsert } from './read-under-insert';
import type {
  CapacityScenario,
  DurabilityScenario,
  GrowthScenario,
  InsertScenario,
  InsertUnderReadScenario,
  ReadScenario,
  ReadUnderInsertScenario,
  Scenario,
  SizeScenario,
} from './scenario';
import { size } from './size';

export type {
  CapacityScenario,
  DurabilityScenario,
  GrowthScenario,
  InsertScenario,
  InsertUnderReadScenario,
  ReadScenario,
  ReadUnderInsertScenario,
  Scenario,
  SizeScenario,
};

/** Every scenario by the name under which `--scenarios` selects it. */
export const SCENARIOS = {
  insert,
  'insert-scaling': insertScaling,
  'read-idle': readIdle,
  size,
  growth,
  'read-under-insert': readUnderInsert,
  'insert-under-read': insertUnderRead,
  durability,
  capacity,
} as const satisfies Record<string, Scenario>;

export type ScenarioName = keyof typeof SCENARIOS;

/** The scenarios of a run by name. */
export interface SelectedScenarios {
  readonly insert?: InsertScenario;
  readonly 'insert-scaling'?: InsertScenario;
  readonly 'read-idle'?: ReadScenario;
  readonly size?: SizeScenario;
  readonly growth?: GrowthScenario;
  readonly 'read-under-insert'?: ReadUnderInsertScenario;
  readonly 'insert-under-read'?: InsertUnderReadScenario;
  readonly durability?: DurabilityScenario;
  readonly capacity?: CapacityScenario;
}

export const SCENARIO_NAMES = Object.keys(SCENARIOS) as readonly ScenarioName[];

/** Names that stand for several scenarios. */
export const SCENARIO_SETS = {
  /** What a first look takes: about two minutes at a million marks. */
  quick: ['insert', 'read-idle', 'size'],
  /** What a decision takes; insert-scaling measures all that insert does. */
  all: SCENARIO_NAMES.filter((name) => name !== 'insert'),
} as const satisfies Record<string, readonly ScenarioName[]>;

/** What a scenario computes with comes from others of the same run. */
const NEEDS: Partial<Record<ScenarioName, readonly ScenarioName[]>> = {
  growth: ['read-idle', 'size'],
  capacity: ['growth', 'read-idle', 'size', 'insert-scaling'],
};

function isScenario(name: string): name is ScenarioName {
  return Object.hasOwn(SCENARIOS, name);
}

/**
 * The scenarios of a comma-separated list of names and sets, in the order of {@link SCENARIOS}, none
 * twice, with those that they need. `insert` gives way to `insert-scaling`.
 *
 * @throws BadInputError for an unknown name or an empty list
 */
export function selectScenarios(text: string): SelectedScenarios {
  const wanted = new Set<ScenarioName>();
  for (const name of text.split(',').map((part) => part.trim())) {
    if (Object.hasOwn(SCENARIO_SETS, name)) {
      for (const one of SCENARIO_SETS[name as keyof typeof SCENARIO_SETS]) wanted.add(one);
    } else if (isScenario(name)) {
      wanted.add(name);
    } else {
      throw new BadInputError(
        '--scenarios',
        name === '' ? 'a name is empty' : `there is no scenario ${JSON.stringify(name)}`,
        `choose from ${SCENARIO_NAMES.join(', ')}, or write ${Object.keys(SCENARIO_SETS).join(' or ')}`,
      );
    }
  }
  for (const name of [...wanted]) for (const needed of NEEDS[name] ?? []) wanted.add(needed);
  if (wanted.has('insert-scaling')) wanted.delete('insert');
  return Object.fromEntries(
    Object.entries(SCENARIOS).filter(([name]) => wanted.has(name as ScenarioName)),
  );
}
