"""The command `c2v`: one module a command, all through `Library` and its reader. No Qt in here."""
