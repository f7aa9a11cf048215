"""`c2v doctor`: is everything the program needs there? `--bundle` saves what support needs."""

import argparse
from pathlib import Path

from c2v_desktop.cli.command import CommandResult, Commands, Context, add_command
from c2v_desktop.format import units


def add_parser(commands: Commands) -> None:
    """`c2v doctor [--bundle FILE.zip]`."""
    text = "check that everything the program needs is installed and works"
    doctor = add_command(commands, "doctor", run, text, "optional")
    doctor.add_argument(
        "--bundle", type=Path, metavar="FILE.zip", help="also save logs and figures for support to this file"
    )
    doctor.add_argument("--with-paths", action="store_true", help="keep names of clips and folders in the bundle")


def run(context: Context, options: argparse.Namespace) -> CommandResult:
    """Check everything the program needs."""
    from c2v_desktop.cli.health_check import examine  # brings the machinery along

    findings = list(examine(context.settings, context.places))
    marks = {"ok": "ok  ", "warning": "note", "bad": "BAD "}
    lines = [f"{marks[each.verdict]}  {each.name:<10} {each.text}" for each in findings]
    data = [{"name": each.name, "verdict": each.verdict, "text": each.text} for each in findings]
    if options.bundle is not None:
        from c2v_desktop.cli import support_bundle

        inside = support_bundle.write_bundle(
            options.bundle, findings, context.settings, context.places, with_paths=options.with_paths
        )
        lines += ["", f"Saved to {units.shown(options.bundle)}. Check the contents before you send it:"]
        lines += [f"  {member.name:<24} {len(member.text):>9,} characters  {member.about}" for member in inside]
    bad = any(each.verdict == "bad" for each in findings)
    return CommandResult(lines, data, int(bad and context.away is None))
