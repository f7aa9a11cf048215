"""The command `c2v`: one module a command, on the library's front door. No Qt in here."""
