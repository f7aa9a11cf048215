"""A clock that stands still until a test moves it."""


class ManualClock:
    """Fits the port Clock; `sleep` moves it on."""

    def __init__(self, now_s: float = 1000.0) -> None:
        self.now_s = now_s

    def __call__(self) -> float:
        return self.now_s

    def sleep(self, seconds: float) -> None:
        self.now_s += seconds
