#!/bin/sh
# Installs the programs that some tests need and that npm does not have: promtool into .tools, for everybody, and on CI, as
# root, Chromium. Programs that are installed already stay as they are. If one cannot be installed, the tests that need it are
# skipped and say so.
#
#   sh scripts/setup/testTools.sh
cd "$(dirname "$0")/../.." || exit
tools=.tools

say() {
  echo "test tools: $1" >&2
}

has() {
  command -v "$1" >/dev/null 2>&1
}

# apt <arguments>: runs apt-get; if that fails because its lists are missing or old, root renews them and it runs again.
apt() {
  apt-get -qq "$@" >&2 && return
  [ "$(id -u)" = 0 ] || return
  apt-get -qq update >&2 && apt-get -qq "$@" >&2
}

# The package needs no installing: it is a download of one program, which does not need root.
provide_promtool() {
  folder=$(mktemp -d "$tools/promtool.XXXXXX") || return
  (cd "$folder" && apt download -o APT::Sandbox::User=root prometheus && dpkg-deb -x prometheus_*.deb .) && mv "$folder/usr/bin/promtool" "$tools/promtool"
  rc=$?
  rm -rf "$folder"
  return "$rc"
}

if ! has promtool && [ ! -x "$tools/promtool" ]; then
  if has apt-get && has dpkg-deb; then
    say "downloading promtool (Debian's package prometheus, once)"
    mkdir -p "$tools"
    provide_promtool || say "promtool could not be downloaded: tests that need it are skipped"
  else
    say "promtool is not on PATH, and only Debian's package is downloaded: tests that need it are skipped"
  fi
fi

if [ -z "${CHROME_PATH-}" ] && ! has chromium && ! has chromium-browser && ! has google-chrome && ! has google-chrome-stable; then
  if [ "${CI-}" = true ] && [ "$(id -u)" = 0 ] && has apt-get; then
    say "installing chromium"
    apt install -y --no-install-recommends chromium || say "chromium could not be installed: tests that need it are skipped"
  else
    say "chromium is not on PATH: tests that need it are skipped (set CHROME_PATH to use another browser)"
  fi
fi
