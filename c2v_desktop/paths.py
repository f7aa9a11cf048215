"""Where our files lie: the system's folders, or one home that C2V_HOME or `--home` names."""

import os
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType

import platformdirs

import core
import ui

APP = "c2v-desktop"
HOME_VARIABLE = "C2V_HOME"
CATALOGUE, INDEX, PICTURES, PROXIES, MODELS = "catalogue.db", "index.bin", "pictures.db", "proxies", "models"
RUNS = "runs"


@dataclass(frozen=True, slots=True)
class Places:
    """Every file the program writes.

    `catalogue` is the truth; `index`, `pictures` and `proxies` are caches: to be deleted while the program is closed.
    """

    settings: Path
    catalogue: Path
    index: Path
    pictures: Path
    proxies: Path
    """A folder of proxies of videos, made when it is needed."""
    logs: Path
    models: Path
    """Models that were installed or imported, a folder each."""
    runs: Path
    """What is being taught to models, a folder for each run."""
    is_named: bool = False
    """True when somebody named the folder that holds them all, instead of the system's own folders."""

    def with_library(self, folder: str | Path) -> "Places":
        """The same with catalogue and caches in one folder, such as one on another drive; "" changes nothing.

        Such a folder can be handed over whole: whoever gets it opens it in the same way.
        """
        if not str(folder):
            return self
        root = Path(os.path.abspath(Path(folder).expanduser()))  # noqa: PTH100  resolve() would follow links
        return replace(
            self,
            catalogue=root / CATALOGUE,
            index=root / INDEX,
            pictures=root / PICTURES,
            proxies=root / PROXIES,
        )

    @property
    def is_elsewhere(self) -> bool:
        """True when the library was put into a folder of its own by the settings or by `--library`."""
        return self.catalogue.parent != self.models.parent

    @property
    def home(self) -> Path | None:
        """The folder that C2V_HOME or `--home` names."""
        return self.settings.parent if self.is_named else None

    @property
    def specs(self) -> Path:
        """The folder of what was found out of models and of indexing on this computer; a cache."""
        return self.index.with_name("specs")

    @property
    def pasted(self) -> Path:
        """The folder of pictures to search with that were pasted; saved searches name them."""
        return self.catalogue.with_name("pasted")

    @property
    def known(self) -> Path:
        """The record of libraries that were opened."""
        return self.settings.with_name("libraries.json")

    def make(self) -> "Places":
        """Make the folders these files lie in. Raises: OSError."""
        for folder in (self.settings.parent, self.catalogue.parent, self.index.parent, self.pictures.parent, self.logs):
            folder.mkdir(parents=True, exist_ok=True)
        return self


def find_places(home: Path | None = None) -> Places:
    """The places below `home`, else below C2V_HOME, else in the system's own folders."""
    named = home or (Path(os.environ[HOME_VARIABLE]) if os.environ.get(HOME_VARIABLE) else None)
    if named is not None:
        root = Path(os.path.abspath(named.expanduser()))  # noqa: PTH100  resolve() would follow links
        return replace(_places(root, root, root, root / "logs"), is_named=True)
    dirs = platformdirs.PlatformDirs(APP, appauthor=False)
    return _places(dirs.user_config_path, dirs.user_data_path, dirs.user_cache_path, dirs.user_log_path)


def _places(config: Path, library: Path, cache: Path, logs: Path) -> Places:
    return Places(
        settings=config / "settings.toml",
        catalogue=library / CATALOGUE,
        index=cache / INDEX,
        pictures=cache / PICTURES,
        proxies=cache / PROXIES,
        logs=logs,
        models=library / MODELS,
        runs=library / RUNS,
    )


def check_ours() -> str:
    """Empty when `core` and `ui` are those this program came with, else a sentence saying whose they are.

    The names are common: another package, or a folder on PYTHONPATH, may hide ours.
    """
    here = Path(__file__).resolve().parent.parent
    for package in (core, ui):
        if _home_of(package) != here:
            return (
                f"Another package named {package.__name__} in {_home_of(package)} hides the one of this "
                "program. Install C2V Desktop into its own environment, and leave PYTHONPATH empty."
            )
    return ""


def _home_of(package: ModuleType) -> Path:
    return Path(package.__file__ or sys.executable).resolve().parent.parent
