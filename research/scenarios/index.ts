import { BadInputError } from '../../errors';
import { insert } from './insert';
import { read } from './read';
import type { InsertScenario, ReadScenario, Scenario, SizeScenario } from './scenario';
import { size } from './size';

export type { InsertScenario, ReadScenario, Scenario, SizeScenario };

/** Every scenario by the name under which `--scenarios` selects it, in the order of a run. */
export const SCENARIOS = { insert, read, size } as const satisfies Record<string, Scenario>;

export type ScenarioName = keyof typeof SCENARIOS;

/** The scenarios of a run: at most one of each kind, by name. */
export interface SelectedScenarios {
  readonly insert?: InsertScenario;
  readonly read?: ReadScenario;
  readonly size?: SizeScenario;
}

export const SCENARIO_NAMES = Object.keys(SCENARIOS) as readonly ScenarioName[];

/**
 * The scenarios of a comma-separated list, in the order of a run, none twice; `all` is every one.
 *
 * @throws BadInputError for an unknown name or an empty list
 */
export function selectScenarios(text: string): SelectedScenarios {
  const wanted = text.split(',').map((name) => name.trim());
  if (wanted.length === 1 && wanted[0] === 'all') return SCENARIOS;
  const unknown = wanted.find((name) => !Object.hasOwn(SCENARIOS, name));
  if (unknown !== undefined) {
    throw new BadInputError(
      '--scenarios',
      unknown === '' ? 'a name is empty' : `there is no scenario ${JSON.stringify(unknown)}`,
      `choose from ${SCENARIO_NAMES.join(', ')}, or write all`,
    );
  }
  return Object.fromEntries(Object.entries(SCENARIOS).filter(([name]) => wanted.includes(name)));
}
