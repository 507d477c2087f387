#!/bin/sh
# Runs one file of tests with Node: run.sh PROGRAM FILE. 77 where there is no Node or no browser; ./dev test brings both.
set -eu
folder=$(cd "$(dirname "$0")" && pwd)
STRATUM=$1
export STRATUM
command -v node >/dev/null || { echo "there is no node"; exit 77; }
case $2 in
    journeys/media_firefox.mjs)
        [ -x "${FIREFOX:-/usr/bin/firefox-esr}" ] || { echo "there is no Firefox"; exit 77; }
        command -v pulseaudio >/dev/null || { echo "there is no pulseaudio for Firefox to play to"; exit 77; } ;;
    journeys/*) [ -x "${CHROMIUM:-/usr/bin/chromium}" ] || { echo "there is no Chromium"; exit 77; } ;;
esac
[ "$2" != journeys/providers.mjs ] || command -v npm >/dev/null || { echo "there is no npm to fetch the other site"; exit 77; }
sh "$folder/../../web/build.sh" build
exec node --test --test-timeout=600000 "$folder/$2"
