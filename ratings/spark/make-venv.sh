#!/usr/bin/env bash
# Makes .cache/spark-venv, in which the Spark engine, its tests and the notebook run.
# Does nothing when it is there already with the same requirements.
set -euo pipefail
cd "$(dirname "$0")/../.."
venv=.cache/spark-venv
requirements=ratings/spark/requirements.txt

if cmp -s "$requirements" "$venv/installed-requirements.txt"; then exit 0; fi
command -v java >/dev/null || { echo 'Spark needs Java 17 (Debian: openjdk-17-jre-headless)' >&2; exit 1; }
python=${PYTHON:-python3}
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
  { echo "Spark's environment needs Python 3.11 or later, and $python is older; set PYTHON" >&2; exit 1; }
mkdir -p .cache
rm -rf "$venv"
"$python" -m venv "$venv"
"$venv/bin/pip" install --quiet --disable-pip-version-check -r "$requirements"
cp "$requirements" "$venv/installed-requirements.txt"
