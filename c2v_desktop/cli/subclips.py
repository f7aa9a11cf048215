"""`c2v export --format subclips`: each moment as a file of its own."""

import argparse
from pathlib import Path

from c2v_desktop.cli.command import CommandResult, Context
from c2v_desktop.cli.engine import Engine
from c2v_desktop.cli.exit_codes import SOME_FAILED
from c2v_desktop.cli.progress_bar import moving_line
from c2v_desktop.cli.refusing import refusing
from c2v_desktop.format.subclip_text import subclips_json, subclips_lines
from core.errors import ExportError
from core.export import ChosenMoment, HandoffOptions, measure_subclips, plan_subclips, write_subclips


def export_subclips(
    context: Context,
    session: Engine,
    chosen: list[ChosenMoment],
    handoff_options: HandoffOptions,
    options: argparse.Namespace,
) -> CommandResult:
    """Write them, or say what would result. Raises: C2VError."""
    from c2v_desktop.compose import make_decoder  # half a second of imports that other formats do not need

    folder: Path = options.output or Path()
    maker = make_decoder(context.settings)
    try:
        with refusing():
            plan = plan_subclips(chosen, options.encode, folder, handoff_options, here=maker.transcodes())
        if not plan.subclips:
            reasons = "; ".join(f"{each.clip}: {each.what}" for each in plan.problems[:3] if each.is_left_out)
            raise ExportError("There are no moments to export.", reasons)
        dry = options.dry_run
        with moving_line("Measuring subclips…" if dry else "Writing subclips…"):
            if dry:
                outcomes = session.do(measure_subclips, plan, maker)
            else:
                outcomes = session.do(lambda: write_subclips(plan, maker, replace_files=options.replace))
    finally:
        maker.close()
    failed = [each for each in outcomes if each.made is None]
    if len(failed) == len(outcomes):
        raise ExportError("No subclip could be written.", failed[0].why)
    code = SOME_FAILED if failed or any(each.is_left_out for each in plan.problems) else 0
    return CommandResult(subclips_lines(plan, outcomes, is_dry=dry), subclips_json(plan, outcomes, is_dry=dry), code)
