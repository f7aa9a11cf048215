"""What the requests of one server share: pictures that came along, and subclips that are being made."""

from collections.abc import Callable

from c2v_desktop.serve.subclip_jobs import ClosingMaker, SubclipJobs
from c2v_desktop.serve.uploads import Uploads
from core.export import KeptChoices


class RequestContext:
    """Thread: as its parts."""

    def __init__(self, open_maker: Callable[[], ClosingMaker], kept: Callable[[], KeptChoices]) -> None:
        self.kept = kept
        """What was chosen for every export, in the window or by `c2v export`."""
        self.uploads = Uploads()
        self.subclips = SubclipJobs(open_maker)

    def close(self) -> None:
        """Remove the pictures, stop what is being made."""
        self.subclips.close()
        self.uploads.close()
