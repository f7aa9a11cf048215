#!/bin/sh
# Takes C2V Desktop out of your menu and off your command line. Libraries, models and settings stay where they are.
set -eu
here=$(dirname "$(readlink -f "$0")")
data=${XDG_DATA_HOME:-$HOME/.local/share}
entry=$data/applications/c2v-desktop.desktop
quoted=$(printf '%s' "$here/c2v-desktop" | sed -e 's/[\\"`$]/\\&/g' -e 's/%/%%/g' -e 's/\\/\\\\/g')
# a newer version in another folder may be in the menu by now
if [ -e "$entry" ] && ! grep -qxF "Exec=\"$quoted\" %F" "$entry"; then
    echo "The entry in your menu starts C2V Desktop from another folder and was left."
else
    rm -f "$entry" "$data/icons/hicolor/scalable/apps/c2v-desktop.svg"
    echo "Removed from the menu."
fi
for name in c2v c2v-desktop; do
    [ "$(readlink "$HOME/.local/bin/$name" 2>/dev/null)" = "$here/$name" ] && rm -f "$HOME/.local/bin/$name"
done
command -v update-desktop-database >/dev/null 2>&1 && update-desktop-database -q "$data/applications" || true
echo "Delete the folder $here to remove the program."
echo "Untouched, delete them yourself if you want to:"
echo "  library, models, runs   $data/c2v-desktop"
echo "  settings                ${XDG_CONFIG_HOME:-$HOME/.config}/c2v-desktop"
echo "  index, pictures, proxies (made again when needed)   ${XDG_CACHE_HOME:-$HOME/.cache}/c2v-desktop"
echo "  logs                    ${XDG_STATE_HOME:-$HOME/.local/state}/c2v-desktop"
echo "  and libraries that you keep in other folders."
