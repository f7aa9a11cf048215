"""Opening a file as a video, and the plain sentences for everything that can go wrong there."""

import errno
import os
import stat
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import av
import av.error
import av.logging
from av.codec.hwaccel import HWAccel
from av.container import InputContainer
from av.packet import Packet
from av.stream import Stream
from av.video.stream import VideoStream

from core.errors import MediaError, UnreadableError, UnsupportedError, VanishedError
from core.media.tracks import Counted, Track, candidates, choose, continued, has_decoder, needs_counting, others_note
from core.media.video_cd import Sectors, in_sectors
from core.printable import printable
from core.sentences import sentence

av.logging.set_level(None)  # nobody reads libav's own words; damage is reported from what decodes

STILL_FORMATS = frozenset({"image2", "ico", "svg_pipe"})
"""Container names of libav that hold one picture; the others of this kind end in `_pipe`."""

COPY_AGAIN = sentence("Copy the file again from its source, or check whether it plays in another player.")


def stat_regular(path: Path) -> os.stat_result:
    """Check a file without opening it. Raises: VanishedError, UnsupportedError, UnreadableError."""
    name = shown_name(path)
    try:
        found = path.stat()
    except FileNotFoundError as error:
        if path.is_symlink():
            raise UnreadableError(path, sentence("{name} is a link to a missing file.", name=name)) from error
        raise _not_found(path) from error
    except OSError as error:
        raise _from_os(path, error) from error
    if stat.S_ISDIR(found.st_mode):
        raise UnsupportedError(path, sentence("{name} is a folder, not a video.", name=name))
    if not stat.S_ISREG(found.st_mode):
        raise UnsupportedError(
            path, sentence("{name} is not a regular file (a pipe, a socket or a device).", name=name)
        )
    if found.st_size == 0:
        raise UnreadableError(path, sentence("{name} is empty (0 bytes).", name=name), COPY_AGAIN)
    return found


def shown_name(path: Path) -> str:
    """The file's name as it can be shown."""
    return printable(path.name)


@contextmanager
def open_video(
    path: Path,
    known_streams: int = 0,
    known_tracks: Sequence[int] = (),
    ignore_edits: bool = False,
    device: str = "",
) -> Iterator[tuple[InputContainer, Track]]:
    """Open a video and choose its picture track (see `tracks`), or take the one that was chosen before.

    With `known_streams` (of `quick_streams`) libav need not decode frames to learn what the tracks are. `ignore_edits`
    gives the frames too that the edit list of an MP4 file hides. `device` decodes in place of the processor.
    Raises: MediaError; also turns every error of libav met inside the block into one.
    """
    stat_regular(path)
    with media_errors(path):
        container = open_container(path, known_streams, ignore_edits, device)
        try:
            yield container, _picture_track(path, container, known_tracks)
        finally:
            with suppress(av.error.FFmpegError):
                container.close()


def open_container(path: Path, known_streams: int = 0, ignore_edits: bool = False, device: str = "") -> InputContainer:
    """Open a file, whatever is in it. Raises: OSError, av.error.FFmpegError."""
    quick: list[Any] = [{"skip_frame": "all"}] * known_streams
    file: Any = Sectors(path) if in_sectors(path) else str(path.absolute())
    opened: InputContainer = av.open(
        file,
        metadata_errors="ignore",
        # Playlists may name other addresses; a footage browser reads the one file it was given.
        options={"protocol_whitelist": "file"} | ({"ignore_editlist": "1"} if ignore_edits else {}),
        stream_options=quick,
        hwaccel=HWAccel(device, allow_software_fallback=False) if device else None,
    )
    return opened


def quick_streams(container: InputContainer, track: VideoStream) -> int:
    """How many streams a video has whose container tells all about its tracks; 0 where libav has to look itself.

    Opening H.264 costs some 50 to 100 ms of processor time, nearly all of it for decoding a few frames. 4:4:4 is left
    out: there the decoder's own pixel format decides how it is fed.
    """
    context = track.codec_context
    tells = any(kind in container.format.name for kind in ("mp4", "matroska"))
    plain = context.codec.canonical_name in ("h264", "hevc") and "444" not in str(context.pix_fmt)
    return len(container.streams) if tells and plain else 0


def packets_of(container: InputContainer, *streams: Stream) -> "Iterator[Packet[Any]]":
    """Packets from here on, of these streams or of all.

    PyAV looks past the end of its list when tracks have appeared on the way, as they may in a transport stream;
    by chance that raises, and always at the end of the file.
    """
    try:
        yield from container.demux(*streams)
    except IndexError:
        return


@contextmanager
def media_errors(path: Path) -> Iterator[None]:
    """Turn errors of libav and of the disk into ours."""
    name = shown_name(path)
    try:
        yield
    except MediaError:
        raise
    except (av.error.DecoderNotFoundError, av.error.DemuxerNotFoundError, av.error.PatchWelcomeError) as error:
        raise UnsupportedError(path, sentence("{name} is in a format that cannot be decoded.", name=name)) from error
    except MemoryError as error:  # libav's own among them
        raise too_large(path) from error
    except av.error.FFmpegError as error:
        if isinstance(error, OSError) and error.errno not in _DRIVE_ERRORS:
            raise _from_os(path, error) from error
        raise_if_drive_failed(path, error)
        raise _not_a_video(path) from error
    except OSError as error:
        raise _from_os(path, error) from error


def too_large(path: Path) -> UnreadableError:
    """The sentence for a video that asks for more memory than its process may have."""
    name, allowed = shown_name(path), _memory_allowed()
    said = sentence("{name} needs more memory than a clip may use.", name=name)
    if allowed:
        said = sentence("{name} needs more memory than a clip may use ({allowed}).", name=name, allowed=allowed)
    return UnreadableError(path, said, sentence("You can raise the limit under Performance in Settings."))


def _memory_allowed() -> str:
    """The limit of this process in words, empty where there is none."""
    if sys.platform == "win32":
        return ""
    import resource

    limits = (resource.getrlimit(kind)[0] for kind in (resource.RLIMIT_DATA, resource.RLIMIT_AS))
    set_bytes = [limit for limit in limits if limit != resource.RLIM_INFINITY]
    return f"{min(set_bytes) / (1 << 30):.1f} GB" if set_bytes else ""


_TAIL_BYTES = 4096
_DRIVE_ERRORS = frozenset(
    getattr(errno, name, -1) for name in ("EIO", "ESTALE", "ENODEV", "ENXIO", "EREMOTEIO", "ENOTCONN", "EHOSTDOWN")
)


def raise_if_drive_failed(path: Path, error: BaseException) -> None:
    """Where a video seems to end: if the medium failed, what was read so far must not pass for the whole.

    libav reports broken contents as input/output errors too, so the file itself is asked.
    Raises: VanishedError, UnreadableError.
    """
    if not isinstance(error, OSError):
        return
    try:
        with path.open("rb") as file:
            file.seek(-min(path.stat().st_size, _TAIL_BYTES), os.SEEK_END)
            file.read(_TAIL_BYTES)
    except OSError as failure:
        raise _from_os(path, failure) from error


def no_frame(path: Path) -> UnreadableError:
    """The sentence for a video that opens and shows nothing."""
    return UnreadableError(path, sentence("No frame of {name} could be decoded.", name=shown_name(path)), COPY_AGAIN)


def _not_found(path: Path) -> VanishedError:
    return VanishedError(
        path,
        sentence("{name} was not found.", name=shown_name(path)),
        sentence("Check whether it was moved, or its drive disconnected."),
    )


def _not_a_video(path: Path) -> UnreadableError:
    what = sentence("{name} is not a video, or is too damaged to read.", name=shown_name(path))
    return UnreadableError(path, what, COPY_AGAIN)


def _from_os(path: Path, error: OSError) -> MediaError:
    name = shown_name(path)
    if error.errno == errno.ENOENT:
        return _not_found(path)
    if error.errno in {errno.EACCES, errno.EPERM}:
        return UnreadableError(
            path,
            sentence("No permission to read {name}.", name=name),
            sentence("Check the permissions of the file and its folder."),
        )
    if error.errno == errno.ELOOP:
        return UnreadableError(path, sentence("{name} is a link to itself.", name=name))
    if error.errno == errno.ENAMETOOLONG:
        return UnreadableError(
            path,
            sentence("The path of {name} is too long for this system.", name=name),
            sentence("Move it to a folder with a shorter path."),
        )
    if error.errno in _DRIVE_ERRORS:
        return VanishedError(
            path,
            sentence("The drive stopped responding while reading {name}.", name=name),
            sentence("Check its cable or network connection."),
        )
    return _not_a_video(path)


def _picture_track(path: Path, container: InputContainer, known: Sequence[int]) -> Track:
    name, kind = shown_name(path), container.format.name
    if kind in STILL_FORMATS or kind.endswith("_pipe"):
        raise UnsupportedError(path, sentence("{name} is a still picture, not a video.", name=name))
    found = candidates(container)
    if not found:
        if container.streams.audio:
            raise UnsupportedError(path, sentence("{name} has audio but no video.", name=name))
        raise UnsupportedError(path, sentence("{name} has no video track.", name=name))
    tracks = [one for one in found if has_decoder(one)]
    if not tracks:
        raise UnsupportedError(path, sentence("{name} uses a codec that cannot be decoded.", name=name))
    by_number = {one.index: one for one in tracks}
    if known and set(known) <= set(by_number):
        return Track(by_number[known[0]], tuple(known))
    counted = count_packets(path) if needs_counting(container, tracks) else None
    chosen = choose(tracks, counted)
    track = Track(chosen, continued(chosen, tracks, counted))
    return Track(chosen, track.indices, others_note(track, tracks, counted))


def count_packets(path: Path) -> Counted:
    """Walk through a file of several picture tracks, of which its container does not tell how many pictures they hold.

    There is no progress meanwhile: reading packets is quick, and such files are few.
    """
    counted = Counted()
    with closing(open_container(path)) as container, suppress(av.error.FFmpegError, OSError):
        for packet in packets_of(container):
            counted.take(packet)
    return counted
