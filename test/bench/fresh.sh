#!/bin/sh
# A fresh machine: how long from `git clone` to a held practice menu, and how much is downloaded. Run it on a machine, or in a
# container, that has git and Node 20 or newer; npm's cache is a new one: sh test/bench/fresh.sh <repository>
set -eu
repository=${1:-$(git -C "$(dirname "$0")" rev-parse --show-toplevel)}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
received() { awk -F'[: ]+' '/:/ && !/lo:/ { sum += $3 } END { printf "%.0f", sum }' /proc/net/dev; }
export npm_config_cache="$work/npm-cache" BOOTCATCH_HOME="$work/home"
begin_bytes=$(received)
begin=$(date +%s.%N)
git clone --quiet "$repository" "$work/bootcatch"
cd "$work/bootcatch"
cloned=$(date +%s.%N)
npm run --silent catch -- practice
end=$(date +%s.%N)
end_bytes=$(received)
awk -v b="$begin" -v c="$cloned" -v e="$end" -v r="$((end_bytes - begin_bytes))" -v n="$(du -sb "$npm_config_cache/_cacache/content-v2" | cut -f1)" -v d="$(du -sm node_modules | cut -f1)" 'BEGIN {
  print "| step | time |"
  print "| --- | --- |"
  printf "| clone | %.1f s |\n| first `npm run catch` to held | %.1f s |\n\n", c - b, e - c
  printf "Packages that npm fetched: %.0f MB; received by the whole machine meanwhile: %.0f MB; node_modules on disk: %d MB.\n", n / 1e6, r / 1e6, d
}'
