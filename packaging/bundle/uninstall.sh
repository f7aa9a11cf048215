#!/bin/sh
# Takes C2V Desktop out of your menu and off your command line. Libraries, models and settings stay where they are.
set -eu
here=$(dirname "$(readlink -f "$0")")
data=${XDG_DATA_HOME:-$HOME/.local/share}
rm -f "$data/applications/c2v-desktop.desktop" "$data/icons/hicolor/scalable/apps/c2v-desktop.svg"
for name in c2v c2v-desktop; do
    [ "$(readlink "$HOME/.local/bin/$name" 2>/dev/null)" = "$here/$name" ] && rm -f "$HOME/.local/bin/$name"
done
command -v update-desktop-database >/dev/null 2>&1 && update-desktop-database -q "$data/applications" || true
echo "Removed from the menu. Delete the folder $here to remove the program."
echo "Untouched, delete them yourself if you want to:"
echo "  library, models, runs   $data/c2v-desktop"
echo "  settings                ${XDG_CONFIG_HOME:-$HOME/.config}/c2v-desktop"
echo "  index, pictures, proxies (made again when needed)   ${XDG_CACHE_HOME:-$HOME/.cache}/c2v-desktop"
echo "  logs                    ${XDG_STATE_HOME:-$HOME/.local/state}/c2v-desktop"
echo "  and libraries that you keep in other folders."
