"""What a user asks to have done to videos already in the library: the next ingest does it."""

from collections.abc import Collection
from dataclasses import replace

from core.ports import ProxyStore, VideoCatalogue


def retry(catalogue: VideoCatalogue, video_ids: Collection[int]) -> frozenset[int]:
    """Set failed videos back to waiting; returns which. Raises: StoreError."""
    failed = frozenset(v.id for i in video_ids if (v := catalogue.video(i)) and v.state == "failed")
    catalogue.set_states(failed, "waiting")
    return failed


def reindex_exact(catalogue: VideoCatalogue, video_ids: Collection[int]) -> frozenset[int]:
    """Have videos sampled exactly that were sampled fast; returns which. Raises: StoreError."""
    videos = [v for i in video_ids if (v := catalogue.video(i)) and v.info and v.info.looked == "fast"]
    for video in videos:
        info = replace(video.info, looked="refine") if video.info is not None else None
        state = "waiting" if video.state == "ready" else video.state
        catalogue.update_video(replace(video, info=info, state=state))
    return frozenset(video.id for video in videos)


def request_proxies(catalogue: VideoCatalogue, store: ProxyStore | None, video_ids: Collection[int]) -> int:
    """Have proxies made of indexed videos that have none; returns of how many. Raises: StoreError."""
    videos = [v.info for i in video_ids if (v := catalogue.video(i)) and v.state == "ready" and v.info]
    chosen = {info.fingerprint for info in videos if not info.is_still}
    if store is None:
        return 0
    lacking = [each for each in chosen if store.find(each) is None]
    for each in lacking:
        store.request(each, True)
    return len(lacking)
