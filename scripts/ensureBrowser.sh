#!/bin/sh
# The HTML reports are tested in a real browser: Debian's Chromium, which is installed where that can be done without asking.
set -eu

for name in chromium chromium-browser google-chrome; do
  if command -v "$name" >/dev/null; then exit 0; fi
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "there is no Chromium to test the reports in: installing it by apt-get" >&2
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends chromium >/dev/null && exit 0
fi
echo "there is no Chromium to test the HTML reports in: apt-get install chromium" >&2
exit 1
