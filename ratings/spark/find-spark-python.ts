import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

export type SparkPython =
  | { readonly status: 'found'; readonly python: string; readonly sparkVersion: string }
  | { readonly status: 'missing'; readonly reason: string };

function packageRoot(): string {
  let folder = __dirname;
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return folder;
}

/** What a program prints, or null when it cannot be run or fails. */
function outputOf(program: string, args: readonly string[]): string | null {
  try {
    return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return null;
  }
}

/**
 * Looks for a Python with PySpark, and for Java: VIEWMARKS_SPARK_PYTHON, otherwise
 * .cache/spark-venv, which ratings/spark/make-venv.sh makes.
 */
export function findSparkPython(environment: NodeJS.ProcessEnv = process.env): SparkPython {
  const named = environment.VIEWMARKS_SPARK_PYTHON;
  const python = named ?? join(packageRoot(), '.cache', 'spark-venv', 'bin', 'python');
  if (!existsSync(python)) {
    return {
      status: 'missing',
      reason:
        named === undefined
          ? 'no Python with PySpark: run ratings/spark/make-venv.sh or set VIEWMARKS_SPARK_PYTHON'
          : `VIEWMARKS_SPARK_PYTHON is ${named}, which does not exist`,
    };
  }
  const javaHome = environment.JAVA_HOME;
  const java = javaHome === undefined ? 'java' : join(javaHome, 'bin', 'java');
  if (outputOf(java, ['-version']) === null) {
    return { status: 'missing', reason: 'no Java: install Java 17 or set JAVA_HOME' };
  }
  const version = outputOf(python, ['-c', 'import pyspark; print(pyspark.__version__)']);
  return version === null
    ? { status: 'missing', reason: `${python} has no module pyspark` }
    : { status: 'found', python, sparkVersion: version.trim() };
}
