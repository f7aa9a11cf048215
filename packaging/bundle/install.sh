#!/bin/sh
# Puts C2V Desktop into your menu and `c2v` on your command line. Changes nothing outside your home folder, and
# copies nothing: the program stays in this folder, so move the folder first and run this again after a move.
set -eu
here=$(dirname "$(readlink -f "$0")")
data=${XDG_DATA_HOME:-$HOME/.local/share}
mkdir -p "$data/applications" "$data/icons/hicolor/scalable/apps" "$HOME/.local/bin"
sed "s|^Exec=c2v-desktop|Exec=\"$here/c2v-desktop\"|" "$here/share/applications/c2v-desktop.desktop" \
    >"$data/applications/c2v-desktop.desktop"
cp "$here/share/icons/hicolor/scalable/apps/c2v-desktop.svg" "$data/icons/hicolor/scalable/apps/"
ln -sf "$here/c2v" "$HOME/.local/bin/c2v"
ln -sf "$here/c2v-desktop" "$HOME/.local/bin/c2v-desktop"
command -v update-desktop-database >/dev/null 2>&1 && update-desktop-database -q "$data/applications" || true
echo "C2V Desktop is in your menu. On the command line: $HOME/.local/bin/c2v"
case ":$PATH:" in
    *":$HOME/.local/bin:"*) ;;
    *) echo "Add $HOME/.local/bin to PATH to call it by its name." ;;
esac
