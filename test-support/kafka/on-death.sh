#!/bin/sh
# Usage: on-death.sh COMMAND [ARGUMENT...]
#
# Runs a command when standard input closes, which is when the process that holds its other end
# has died. A line on standard input lets go instead.
read -r _ || exec "$@"
