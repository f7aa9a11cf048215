"""A run of several processes that torch's launcher started: the first leads it, the others make its steps with it."""

from pathlib import Path

from core.finetune.full.workers import Workers
from core.finetune.run_folder import RunFolder
from core.finetune.teaching_run import MakeTrainer, TeachingSession
from core.values.teaching import TeachingEvent


def lead(workers: Workers, session: TeachingSession) -> None:
    """Tell the others which run it is, and do it. Raises: C2VError, OSError."""
    workers.say(str(session.folder.root))
    session.run()


def follow(workers: Workers, make_trainer: MakeTrainer) -> None:
    """Make the steps of the run that the first process leads; it writes everything. Raises: C2VError, OSError."""
    folder = RunFolder(Path(workers.say("")))
    TeachingSession(folder, make_trainer, _say_nothing, writes=False).run()


def _say_nothing(_: TeachingEvent) -> None:
    pass
