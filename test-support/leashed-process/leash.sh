#!/bin/sh
# Usage: leash.sh DIRECTORY COMMAND [ARGUMENT...]
#
# Runs a command and prints its process id first. Descriptor 3 is the leash: its other end is open
# only in the process that started this script, so it closes however that process dies. Then the
# command is killed and its directory removed. A line on descriptor 3 lets go instead.
directory=$1
shift
"$@" </dev/null 3<&- &
command=$!
{
  read -r _ <&3 || {
    kill -9 "$command"
    rm -rf "$directory"
  }
} >/dev/null 2>&1 &
echo "leash: pid $command"
exec 3<&-
wait "$command"
