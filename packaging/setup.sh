#!/usr/bin/env bash
# Sets up a fresh machine for `make demo` and `make test`: system libraries, compiler, virtual environment, the package.
# Safe to run again: what is there is left alone, and an unchanged pyproject.toml installs nothing.
set -euo pipefail
cd "$(dirname "$0")/.."

python=${PYTHON:-python3}
venv=${VENV:-.venv}

have() { command -v "$1" >/dev/null 2>&1; }
say() { printf '%s\n' "$*" >&2; }

# ---- system packages (Debian and Ubuntu names)
# Windows and offscreen drawing; the real X window; sound and screen libraries that QtMultimedia refuses to start without.
wanted="libgl1 libegl1 libxkbcommon0 libfontconfig1 libdbus-1-3
libxcb-cursor0 libxkbcommon-x11-0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 libpulse0 libxrandr2 fonts-dejavu-core"

missing_packages() {
    local package
    dpkg-query -W -f '${Status}' libglib2.0-0t64 2>/dev/null | grep -q ' installed' ||
        dpkg-query -W -f '${Status}' libglib2.0-0 2>/dev/null | grep -q ' installed' ||
        { apt-cache show libglib2.0-0t64 >/dev/null 2>&1 && echo libglib2.0-0t64 || echo libglib2.0-0; }
    for package in $wanted; do
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q ' installed' || echo "$package"
    done
    have g++ || echo g++ # hnswlib comes as source
    if ! have "$python"; then
        echo python3 python3-venv python3-dev
    else
        "$python" -c 'import ensurepip, venv' 2>/dev/null || echo python3-venv
        "$python" -c 'import pathlib, sysconfig, sys; sys.exit(not (pathlib.Path(sysconfig.get_paths()["include"]) / "Python.h").exists())' ||
            echo python3-dev
    fi
}

# A screen, keyboard and mouse for tests/acceptance, what screen readers hear, melt, which renders exported
# timelines, and MediaInfo, which reads subclips; those tests skip without them.
missing_test_tools() {
    have Xvfb || echo xvfb
    have xdotool || echo xdotool
    have melt || echo melt
    have mediainfo || echo mediainfo
    have dbus-daemon || echo dbus
    [ -e /usr/share/dbus-1/services/org.a11y.Bus.service ] || echo at-spi2-core
}

install_packages() {
    local apt="apt-get"
    if [ "$(id -u)" != 0 ]; then
        if have sudo && sudo -n true 2>/dev/null; then apt="sudo -n apt-get"; else return 1; fi
    fi
    say "Installing system packages: $*"
    $apt update -q >&2 || say "(the package lists could not be refreshed; going on with the old ones)"
    DEBIAN_FRONTEND=noninteractive $apt install -y -q --no-install-recommends "$@" >&2
}

if have dpkg-query && have apt-get; then
    packages=$(missing_packages | tr '\n' ' ')
    if [ -n "${packages// /}" ]; then
        # shellcheck disable=SC2086  a list of words
        if ! install_packages $packages; then
            say "These system packages are missing and this account may not install them. Please run:"
            say ""
            say "    sudo apt-get install --no-install-recommends $packages"
            say ""
            say "and then the same make command again."
            exit 1
        fi
    fi
    tools=$(missing_test_tools | tr '\n' ' ')
    if [ -n "${tools// /}" ]; then
        # shellcheck disable=SC2086  a list of words
        install_packages $tools || say "(some tests are skipped: they need $tools)"
    fi
elif ! have g++ && ! have c++ && ! have cl; then
    say "A C++ compiler is needed (hnswlib comes as source): install one and run this again."
    exit 1
fi

# ---- Python
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    say "Python 3.11 or newer is needed; $python is $("$python" --version 2>&1). Name another: make PYTHON=python3.12 ..."
    exit 1
fi

stamp="$venv/.installed"
state=$(cksum pyproject.toml packaging/setup.sh | cksum | cut -d' ' -f1)
if [ "$(cat "$stamp" 2>/dev/null)" != "$state" ]; then
    [ -x "$venv/bin/python" ] || "$python" -m venv "$venv"
    say "Installing the program and its libraries into $venv (torch is large: some minutes and about 6 GB) ..."
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --upgrade pip
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check -e '.[dev]'
    printf '%s\n' "$state" >"$stamp"
fi
