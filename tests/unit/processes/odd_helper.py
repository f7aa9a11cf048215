"""A child process that does as each message says."""

import os
import queue
import subprocess
import sys
import time

from core.processes.child_side import be_nice, listen, take_streams
from core.processes.framing import send


def main() -> None:
    incoming, outgoing = take_streams()
    requests = queue.SimpleQueue()
    listen(incoming, requests.put)
    be_nice(3)
    while True:
        request = requests.get()
        match request.fields["do"]:
            case "echo":
                print("noise on standard output")
                send(outgoing, {"pid": os.getpid(), "nice": os.nice(0), "path": sys.path}, request.blobs)
            case "count":
                for number in range(request.fields["to"]):
                    send(outgoing, {"number": number})
            case "hang":
                time.sleep(60)
            case "die":
                sys.stderr.write("the last words\n")
                sys.stderr.flush()
                os._exit(7)
            case "lie":
                outgoing.write(b"\xff" * 64)
                outgoing.flush()
                time.sleep(60)
            case "leave a child":
                # Holds the pipe of our answers open when we are dead.
                program = "import time; time.sleep(float(__import__('sys').argv[1]))"
                command = [sys.executable, "-c", program, str(request.fields["seconds"])]
                subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=outgoing, stderr=outgoing)
                time.sleep(60)


if __name__ == "__main__":
    main()
