#!/bin/sh
# Starts what the AppImage is called by: a link named c2v to it is the command line.
here=$(dirname "$(readlink -f "$0")")
case "$(basename "${ARGV0:-}")" in
    c2v) exec "$here/c2v" "$@" ;;
    *) exec "$here/c2v-desktop" "$@" ;;
esac
