"""The program's logs take over who is told of a crash; a test gives that back to the test run."""

import faulthandler

import pytest
from _pytest.faulthandler import fault_handler_stderr_fd_key


@pytest.fixture(autouse=True)
def crash_traces(request):
    yield
    told = request.config.stash.get(fault_handler_stderr_fd_key, None)
    if told is not None and not faulthandler.is_enabled():
        faulthandler.enable(told)
