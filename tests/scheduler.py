"""Which worker runs which file of tests.

pytest-xdist gives away a dead worker's files again, the finished ones too. A worker that holds one more test waits for
another before it begins; when it is given nothing but finished files it waits for ever. Here only what has not run yet
goes to others, without the test that ended the worker: it would end the next one.
"""

from typing import Any

from xdist.scheduler import LoadFileScheduling
from xdist.workermanage import WorkerController


class WholeFiles(LoadFileScheduling):
    """One file after another for each worker, whatever happens to the others."""

    def remove_node(self, node: WorkerController) -> str | None:
        """Give away what a worker has not run; returns the test that ran when it died, None when it had no more."""
        files: dict[str, dict[str, bool]] = self.assigned_work.pop(node)
        left = [test for tests in files.values() for test, done in tests.items() if not done]
        for file, tests in files.items():
            if again := {test: False for test, done in tests.items() if not done and test != left[0]}:
                self.workqueue[file] = again
        for other in self.assigned_work:
            self._reschedule(other)
        return left[0] if left else None

    def _assign_work_unit(self, node: WorkerController) -> None:
        """A worker begins a test when it knows the next one, or that there is none."""
        super()._assign_work_unit(node)
        if self._pending_of(self.assigned_work[node]) < 2:
            if self.workqueue:
                self._assign_work_unit(node)
            else:
                node.shutdown()


def make(config: Any, log: Any) -> WholeFiles | None:
    """For `--dist loadfile`; another way of sharing work is left to pytest-xdist."""
    return WholeFiles(config, log) if config.getvalue("dist") == "loadfile" else None
