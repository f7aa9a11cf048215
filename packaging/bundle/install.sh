#!/bin/sh
# Puts C2V Desktop into your menu and `c2v` on your command line. Changes nothing outside your home folder, and
# copies nothing: the program stays in this folder, so move the folder first and run this again after a move.
set -eu
here=$(dirname "$(readlink -f "$0")")
data=${XDG_DATA_HOME:-$HOME/.local/share}
entry=$data/applications/c2v-desktop.desktop
mkdir -p "$data/applications" "$data/icons/hicolor/scalable/apps" "$HOME/.local/bin"
# a folder may be called anything: first as a word of the command, then as a text of the file
quoted=$(printf '%s' "$here/c2v-desktop" | sed -e 's/[\\"`$]/\\&/g' -e 's/%/%%/g' -e 's/\\/\\\\/g')
{
    grep -v '^Exec=' "$here/share/applications/c2v-desktop.desktop"
    printf 'Exec="%s" %%F\n' "$quoted"
} >"$entry"
cp "$here/share/icons/hicolor/scalable/apps/c2v-desktop.svg" "$data/icons/hicolor/scalable/apps/"
for name in c2v c2v-desktop; do
    link=$HOME/.local/bin/$name
    if [ -e "$link" ] && [ ! -L "$link" ]; then
        echo "$link is another program and was left as it is."
    else
        ln -sf "$here/$name" "$link"
    fi
done
command -v update-desktop-database >/dev/null 2>&1 && update-desktop-database -q "$data/applications" || true
echo "C2V Desktop is in your menu. On the command line: $HOME/.local/bin/c2v"
case ":$PATH:" in
    *":$HOME/.local/bin:"*) ;;
    *) echo "Add $HOME/.local/bin to PATH to call it by its name." ;;
esac
