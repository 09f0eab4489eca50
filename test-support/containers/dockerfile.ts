import { readFileSync } from 'node:fs';

export interface Instruction {
  readonly name: string;
  /** What follows the name, continued lines joined. */
  readonly value: string;
}

export interface Stage {
  readonly name: string;
  /** An image, or the name of an earlier stage. */
  readonly from: string;
  /** Its own instructions, without FROM. */
  readonly instructions: readonly Instruction[];
}

/** The stages of a Dockerfile in order. Knows what this project's Dockerfile uses, no here-documents. */
export function readDockerfile(path: string): readonly Stage[] {
  const text = readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => !line.trimStart().startsWith('#'))
    .join('\n')
    .replace(/\\\n\s*/g, '');
  const instructions = text.split('\n').flatMap((line): Instruction[] => {
    const [, name, value] = /^([A-Z]+)\s+(.*)$/.exec(line.trim()) ?? [];
    return name === undefined ? [] : [{ name, value: value! }];
  });
  const stages: { name: string; from: string; instructions: Instruction[] }[] = [];
  for (const instruction of instructions) {
    if (instruction.name === 'FROM') {
      const [, from, name] = /^(\S+)(?: AS (\S+))?$/.exec(instruction.value)!;
      stages.push({ from: from!, name: name ?? String(stages.length), instructions: [] });
    } else {
      stages.at(-1)!.instructions.push(instruction);
    }
  }
  return stages;
}

/** All instructions that a stage ends up with: those of the stages it begins from come first. */
export function effectiveInstructions(
  stages: readonly Stage[],
  name: string,
): readonly Instruction[] {
  const stage = stages.find((one) => one.name === name);
  if (!stage) return [];
  return [...effectiveInstructions(stages, stage.from), ...stage.instructions];
}
