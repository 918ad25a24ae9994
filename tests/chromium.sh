#!/bin/sh
# Makes sure that the browser tests find Chromium, and fonts for the scripts that people write in.
# Installs them where that is ours to do (root on Debian); elsewhere says what is missing, and the tests are skipped.
set -u

browser() {
    command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null
}

fonts() {  # elsewhere than on Debian nobody can tell
    ! command -v dpkg >/dev/null || dpkg -s fonts-noto-core >/dev/null 2>&1
}

install() {
    command -v apt-get >/dev/null && [ "$(id -u)" = 0 ] || return 1
    echo "Installing Chromium and fonts for the tests ..."
    export DEBIAN_FRONTEND=noninteractive
    apt-get -qq update && apt-get -qq install -y --no-install-recommends chromium fonts-noto-core fonts-noto-color-emoji >/dev/null
}

{ browser && fonts; } || install && browser && exit 0
echo "NO CHROMIUM HERE: the browser tests will be SKIPPED. To run them, install chromium (and the Noto fonts)." >&2
exit 0
