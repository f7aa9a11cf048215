import gc

import pytest

from core.gc_guard import are_being_made, many_records, set_aside


@pytest.fixture(autouse=True)
def enabled():
    """As Python begins; the suite itself collects on the main thread only."""
    gc.enable()
    yield
    gc.unfreeze()
    gc.disable()


def test_the_collector_rests_until_the_last_is_done():
    with many_records():
        with many_records():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_it_goes_on_after_an_error():
    with pytest.raises(ZeroDivisionError), many_records():
        raise ZeroDivisionError
    assert gc.isenabled()


def test_what_is_set_aside_is_not_walked_over():
    kept = [{"a": [i]} for i in range(1000)]
    set_aside()
    assert gc.get_freeze_count() > 1000
    assert not any(each is kept[0] for each in gc.get_objects())


def test_a_collector_that_was_off_stays_off():
    gc.disable()
    with many_records():
        assert are_being_made()
    assert not gc.isenabled()
    assert not are_being_made()
