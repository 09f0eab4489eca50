import { homedir } from 'node:os';
import { basename, isAbsolute, resolve } from 'node:path';
import { packageRoot } from '../package-root';

/** Makes a text fit for a run that may be published: no folder of this machine is left in it. */
export type ShownText = (text: string) => string;

/**
 * @param temporaryFolder shown as `<temporary>`
 * @param dataPaths where the user's storages keep their data, as typed: relative ones are shown so, absolute ones without their folders
 */
export function shownText(temporaryFolder: string, dataPaths: readonly string[]): ShownText {
  const names = [
    [temporaryFolder, '<temporary>'],
    ...dataPaths.map((path) => [
      resolve(path),
      isAbsolute(path) ? `<folder>/${basename(path)}` : path,
    ]),
    [packageRoot(), '<viewmarks>'],
    [process.cwd(), '<working folder>'],
    [homedir(), '<home>'],
  ].filter(([path]) => path !== '/');
  return (text) => names.reduce((result, [path, shown]) => result.replaceAll(path!, shown!), text);
}

/** The first line of an error, shown. */
export function reasonOf(error: unknown, shown: ShownText): string {
  const text = error instanceof Error ? error.message : String(error);
  return shown(text.split('\n', 1)[0]!.trim()) || 'an error without a message';
}
