"""What an interval between sampled frames means: the shortest moments it finds, and the time other intervals take."""

from core.values import IndexingCost
from ui.translate import translate
from ui.widgets import amounts

USUAL_S = 0.5
STEPS_S = (0.5, 1.0, 2.0, 4.0)


def interval_words(every_s: float, cost: IndexingCost | None) -> str:
    """Two sentences; the second says times only where they were measured."""
    finds = translate("Widgets", "At {interval} s, moments of {interval} s and longer are found.").format(
        interval=amounts.number(every_s)
    )
    if cost is None:
        rest = translate(
            "Widgets", "Once clips are indexed, this shows how long other intervals take on this computer."
        )
        return f"{finds} {rest}"
    usual = cost.share(USUAL_S)
    shares = ", ".join(
        translate("Widgets", "{interval} s: {share} ×").format(
            interval=amounts.number(each), share=amounts.number(cost.share(each) / usual, digits=2)
        )
        for each in sorted({*STEPS_S, every_s})
    )
    rest = translate("Widgets", "Time to index, as measured on this computer with your clips: {shares}.").format(
        shares=shares
    )
    return f"{finds} {rest}"
