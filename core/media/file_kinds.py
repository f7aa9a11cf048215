"""Names of files beside ordinary video: raw photographs, raw video that nobody here can read, and proxies."""


def _suffixes(words: str) -> frozenset[str]:
    return frozenset(f".{word}" for word in words.split())


RAW_STILL_SUFFIXES = _suffixes("3fr arw cr2 cr3 dng erf fff iiq mef mrw nef nrw orf pef raf rw2 rwl srw x3f")
"""Camera raw photographs, of which LibRaw gives the preview."""
RAW_VIDEOS = {
    ".ari": "ARRIRAW",
    ".arx": "ARRIRAW HDE",
    ".braw": "Blackmagic RAW",
    ".crm": "Canon Cinema RAW Light",
    ".nev": "Nikon N-RAW",
    ".r3d": "REDCODE RAW",
    ".rmf": "Canon Cinema RAW",
}
"""Raw video: only its makers' own software reads it."""
PROXY_SUFFIXES = _suffixes("mov mp4 mxf m4v mkv avi mpg mts m2ts webm")
"""What a proxy may be."""
LOW_COPY_SUFFIXES = frozenset({".lrv", ".lrf"})
"""Of the proxies that GoPro, Insta360 and DJI cameras write."""
PROXY_FOLDERS = frozenset({"proxy", "proxies"})
"""Of DaVinci Resolve and Blackmagic Proxy Generator (Proxy), and of Premiere Pro (Proxies)."""
PROXY_ENDING = "_proxy"
"""What Premiere Pro and Canon put behind the name."""
RAW_FRAME_SUFFIXES = frozenset({".dng", ".ari", ".arx"})
"""Of raw video that is written frame by frame: CinemaDNG and ARRIRAW."""
RENDERED_SUFFIXES = frozenset({".png", ".tif", ".tiff"})
"""Of sequences that programs render frame by frame; no camera numbers its photographs in these."""
