#!/bin/sh
# Runs a command in the project's environment: its Pulumi engine and npm packages, a current Node among them, first on PATH.
#
#   scripts/run.sh pulumi version
#
# `exec` leaves no process in between: signals, standard streams and the exit status are those of the command.
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
if [ ! -d "$root/node_modules/.bin" ]; then
  echo "scripts/run.sh: this checkout is not set up; run \`npm run setup\`" >&2
  exit 1
fi
# The engine comes first, because npm's `pulumi` is a downloader.
PATH=$root/.tools/engine:$root/node_modules/.bin:$PATH
# The project's own engine has its own PULUMI_HOME. The user's engine uses the user's.
case $(readlink "$root/.tools/engine") in pulumi/*) export PULUMI_HOME="$root/.tools/pulumi" ;; esac
export PULUMI_SKIP_UPDATE_CHECK=true
# Node 22 calls TypeScript experimental in each process.
export NODE_OPTIONS="${NODE_OPTIONS:+$NODE_OPTIONS }--disable-warning=ExperimentalWarning"
exec "$@"
