"""Exit codes of `c2v`: each means the same for every command."""

DONE = 0
FAILED = 1
USAGE = 2
SOME_FAILED = 3
AWAY = 4
NOTHING_INDEXED = 5
UNWRITTEN = 6
INTERRUPTED = 130
CLOSED_PIPE = 141
"""As of a program that SIGPIPE ends: the reader of the answer closed the pipe."""

TABLE = """\
exit codes:
  0    done
  1    failed; the reason is printed
  2    the command line was not understood
  3    index, retry, export, import: finished, but some clips or moments cannot be used; each is printed with its
       reason
  4    the library was not found: its drive is not connected, or its folder was moved or mistyped
  5    nothing is indexed yet
  6    the answer could not be written: the disk is full, or standard output is closed
  130  stopped with Ctrl-C (143: SIGTERM, 129: terminal closed); finished work is kept
"""
