"""A picture out of a ProRes packet is that of the decoded frame, and whatever is no such packet gives none."""

import av
import cv2
import numpy as np
import pytest

from core.media.cut_detection import change, signature
from core.media.prores_dc import tiny_prores_picture
from core.media.tiny_picture import tiny_picture
from tests.clips import VideoSpec, draw

FORMS = {
    "proxy": ("yuv422p10le", {"profile": "proxy"}),
    "hq": ("yuv422p10le", {"profile": "hq"}),
    "4444": ("yuv444p10le", {"profile": "4444"}),
    "alpha": ("yuva444p10le", {"profile": "4444"}),
    "narrow slices": ("yuv422p10le", {"mbs_per_slice": "2"}),
}


def frame_of(number: int, size: tuple[int, int]) -> np.ndarray:
    """Smooth slopes with a border between light and dark."""
    across, down = np.linspace(0, 1, size[0]), np.linspace(0, 1, size[1])[:, None]
    red = 120 + 100 * np.sin(6 * across + number) * np.cos(4 * down)
    green = np.where(down + 0.2 * across > 0.3 + 0.1 * number, 225, 30)
    return np.stack(np.broadcast_arrays(red, green, 255 * across * down), axis=2).astype(np.uint8)


def drawn(folder, size=(500, 300), form="hq", count=4):
    pix_fmt, options = FORMS[form]
    video = VideoSpec("prores_ks", pix_fmt, size=size, options=options)
    return draw(folder / "film.mov", (frame_of(number, size) for number in range(count)), video)


def packets(path) -> list[tuple[bytes, av.VideoFrame]]:
    with av.open(str(path)) as container:
        return [
            (bytes(packet), frame) for packet in container.demux(video=0) if packet.size for frame in packet.decode()
        ]


def means(frame: av.VideoFrame) -> np.ndarray:
    """Of all blocks, those that lie half outside too, as a tiny picture."""
    planes = []
    for number, plane in enumerate(frame.planes[:3]):
        lines = np.frombuffer(memoryview(plane), np.uint16).reshape(-1, plane.line_size // 2)[
            : plane.height, : plane.width
        ]
        wide = 16 if number == 0 or frame.format.chroma_width(16) == 16 else 8
        outside = ((0, -plane.height % 16), (0, -plane.width % wide))
        whole = np.pad(lines / 2.0 ** (frame.format.components[0].bits - 8), outside, mode="edge")
        blocks = whole.reshape(whole.shape[0] // 8, 8, -1, 8).mean((1, 3)).astype(np.float32)
        planes.append(cv2.resize(blocks, (64, 36), interpolation=cv2.INTER_AREA))
    return np.stack(planes, axis=2)


@pytest.mark.parametrize("form", FORMS)
def test_it_is_the_picture_of_the_decoded_frame(tmp_path, form):
    for packet, frame in packets(drawn(tmp_path, form=form)):
        picture = tiny_prores_picture(packet)
        assert picture is not None
        assert np.abs(picture - means(frame)).mean() < 0.5


@pytest.mark.parametrize("size", [(64, 64), (130, 98), (720, 576)])
def test_of_any_size(tmp_path, size):
    for packet, frame in packets(drawn(tmp_path, size, count=2)):
        picture = tiny_prores_picture(packet)
        assert picture is not None
        assert np.abs(picture - means(frame)).mean() < 0.5


@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080), (200, 1000)])
def test_a_large_one_differs_little_from_the_tiny_picture_of_the_frame(tmp_path, size):
    """Of those some rows are left out, and that one looks at samples here and there."""
    for packet, frame in packets(drawn(tmp_path, size, count=2)):
        picture = tiny_prores_picture(packet)
        assert picture is not None
        assert change(signature(picture), signature(tiny_picture(frame))) < 0.12


def test_black_against_white_is_read_to_the_end(tmp_path):
    """The longest code words there are."""
    board = (np.indices((128, 192)) // 8).sum(axis=0) % 2 * 255
    video = VideoSpec("prores_ks", "yuv422p10le", size=(192, 128), options={"profile": "hq"})
    path = draw(tmp_path / "board.mov", [np.repeat(board[..., None], 3, axis=2).astype(np.uint8)], video)
    ((packet, frame),) = packets(path)
    picture = tiny_prores_picture(packet)
    assert picture is not None
    assert np.abs(picture - means(frame)).mean() < 1.5


def test_what_is_no_progressive_prores_gives_none(tmp_path):
    packet, _ = packets(drawn(tmp_path))[0]
    interlaced = packet[:20] + bytes([packet[20] | 4]) + packet[21:]
    assert tiny_prores_picture(interlaced) is None
    for damaged in (b"", b"icpf", bytes(400), packet[4:], packet[: len(packet) // 2], packet[:30]):
        assert tiny_prores_picture(damaged) is None


def test_damage_gives_a_picture_or_none(tmp_path):
    packet, _ = packets(drawn(tmp_path, (160, 96)))[0]
    random = np.random.default_rng(5)
    for _ in range(300):
        damaged = bytearray(packet)
        for at in random.integers(0, 200 if random.random() < 0.5 else len(packet), 4):
            damaged[at] = random.integers(0, 256)
        picture = tiny_prores_picture(bytes(damaged))
        assert picture is None or picture.shape == (36, 64, 3)
