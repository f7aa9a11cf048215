"""How a command of `c2v` ended: one number for one situation, whatever the command."""

DONE = 0
FAILED = 1
USAGE = 2
SOME_FAILED = 3
AWAY = 4
NOTHING_INDEXED = 5
UNWRITTEN = 6
INTERRUPTED = 130
CLOSED_PIPE = 141
"""As a program that SIGPIPE ends: whoever read the answer had enough of it."""

TABLE = """\
exit codes:
  0    done
  1    it could not be done; the reason is printed
  2    the command line was not understood
  3    index, retry: done, but some films cannot be used; each is printed with its reason
  4    the library is not where it should be: its drive is away, or its folder was moved or mistyped
  5    nothing is indexed yet
  6    the answer could not be written: the disk is full, or standard output is closed
  130  stopped with Ctrl-C (143: by SIGTERM, 129: its terminal was closed); what was done stays done
"""
