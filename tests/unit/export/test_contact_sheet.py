"""Contact sheets: all moments on their pages, each with its own pictures and strips."""

import io

import pytest
from PIL import Image

from core.export import ChosenMoment, HandoffOptions, PhraseNote, plan_export
from core.export.contact_sheet import DPI, PAGE_PX, draw_pages, frames_shown, sheet_files
from tests.handoffs import chosen, clip

RED, BLUE = (230, 20, 20), (20, 20, 230)


def jpeg(colour):
    file = io.BytesIO()
    Image.new("RGB", (320, 180), colour).save(file, "JPEG", quality=95)
    return file.getvalue()


def handoff_of(moments):
    return plan_export(moments, "sheet-pdf", HandoffOptions("Day 1")).handoff


def near(pixel, colour):
    return all(abs(a - b) < 12 for a, b in zip(pixel, colour, strict=True))


def count(image, colour):
    return sum(times for times, pixel in image.getcolors(1 << 24) if near(pixel, colour))


def test_each_moment_shows_its_own_frames():
    asked = []

    def find(moment, frame):
        asked.append((moment.media.name, frame))
        return jpeg(RED if moment.media.name == "a.mov" else BLUE)

    moments = [chosen(clip("/a.mov"), 100, 200), chosen(clip("/b.mov", number=2), 0, 2)]
    (page,) = draw_pages(handoff_of(moments), find)
    assert asked == [("a.mov", frame) for frame in (112, 137, 162, 187)] + [("b.mov", 0), ("b.mov", 1)]
    assert count(page, RED) == pytest.approx(2 * count(page, BLUE), rel=0.05)
    assert page.size == PAGE_PX


def test_frames_are_those_that_the_search_looked_at():
    video = clip()
    times = tuple(frame / 25 for frame in (90, 100, 110, 120, 130, 140, 150, 160, 170))
    moment = chosen(video, 100, 160, times_s=times)
    (placed,) = handoff_of([moment]).moments
    assert frames_shown(placed) == [100, 120, 130, 150]
    assert all(100 <= each < 160 for each in frames_shown(placed))


def test_a_still_is_shown_once():
    still = clip("/a.jpg", frames=1, duration_s=0.0, start=None)
    assert frames_shown(handoff_of([ChosenMoment(still.path, still)]).moments[0]) == [0]


def test_strips_are_darkest_where_the_phrase_is_strongest():
    phrase = PhraseNote("red car", 0.3, (0.0, 0.1, 0.4, -0.2))
    (page,) = draw_pages(handoff_of([chosen(clip(), 0, 100, phrases=(phrase,))]), None)
    strip = [page.getpixel((x, y)) for y in range(200, 320) for x in (430, 600, 880, 1100)]
    assert any(near(each, (214, 120, 32)) for each in strip)
    plain = next(iter(draw_pages(handoff_of([chosen(clip(), 0, 100)]), None)))
    assert count(plain, (214, 120, 32)) == 0


def test_many_moments_fill_pages_and_none_is_lost():
    asked = set()
    moments = [chosen(clip(f"/{number}.mov", number=number), 0, 50) for number in range(1, 31)]
    pages = list(draw_pages(handoff_of(moments), lambda moment, _: asked.add(moment.media.name)))
    assert len(asked) == 30
    assert len(pages) > 2
    files = finish(sheet_files(handoff_of(moments), None, as_pdf=False))
    assert [each.tail for each in files] == [f".{number}.png" for number in range(1, len(pages) + 1)]
    with Image.open(io.BytesIO(files[0].content)) as opened:
        assert opened.format == "PNG"
        assert round(opened.info["dpi"][0]) == DPI


def test_a_pdf_has_all_pages():
    moments = [chosen(clip(f"/{number}.mov", number=number), 0, 50) for number in range(1, 31)]
    (file,) = plan_export(moments, "sheet-pdf", HandoffOptions("Day 1")).outputs()
    assert file.content.startswith(b"%PDF-")
    assert file.content.count(b"/Type /Page\n") or file.content.count(b"/Type /Page") > 2


@pytest.mark.parametrize("found", [None, b"", b"no picture", jpeg(RED)[:40]])
def test_a_picture_that_cannot_be_had_is_an_empty_frame(found):
    (page,) = draw_pages(handoff_of([chosen(clip(), 0, 50)]), lambda *_: found)
    assert count(page, RED) == 0


@pytest.mark.parametrize("text", ["x" * 300, "東京の夜 🎬", "a\nb\tc\x00", "שלום مرحبا", ""])
def test_any_text_can_be_drawn(text):
    video = clip(f"/{text.replace(chr(0), '') or 'x'}.mov")
    phrases = tuple(PhraseNote(text, 0.1, (0.1,)) for _ in range(6))
    assert list(draw_pages(handoff_of([chosen(video, 0, 50, note=text, phrases=phrases)]), None))


def finish(steps):
    shares = []
    while True:
        try:
            shares.append(next(steps))
        except StopIteration as end:
            assert shares == sorted(shares)
            return end.value
