"""What the main controller of a window gets from a fake house."""

from core.lane import Lane
from tests.fakes.house import FakeHouse
from ui.controllers.services import Services


def services_of(house: FakeHouse, lane: Lane, pictures: Lane | None = None) -> Services:
    """Everything on one lane, since the fake catalogue lives on one thread; pictures on another where given."""
    return Services(
        house.library,
        house.reader,
        lane,
        pictures or lane,
        files=lane,
        subclips=house.maker,
        choices=house.choices,
        pasted=house.pasted,
    )
