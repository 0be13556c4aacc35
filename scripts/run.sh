#!/bin/sh
# Runs a command in the environment that the set-up made: Node 22, the Pulumi engine, the npm packages' programs.
#
#   scripts/run.sh pulumi version
#
# `exec` leaves no process in between: signals, standard streams and the exit status are the command's own.
tools=$(dirname "$0")/../.tools
if [ ! -f "$tools/environment.sh" ]; then
  echo "scripts/run.sh: this checkout is not set up yet; run \`npm run setup\`" >&2
  exit 1
fi
. "$tools/environment.sh"
exec "$@"
