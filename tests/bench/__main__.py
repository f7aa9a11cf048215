"""`python -m tests.bench [ID...] [--markdown FILE]`: run all benches, or those named, and print the table."""

import argparse
import importlib
import os
import sys
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from tests.bench.harness import BenchRow, Skipped, processor, registered


def main() -> int:
    """Run and print; 1 when a target was missed or a bench broke."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("ids", nargs="*", help="row ids such as S3 V1; all when none is named")
    parser.add_argument("--markdown", type=Path, help="also write the table to this file")
    wanted = parser.parse_args()
    for file in sorted(Path(__file__).parent.glob("bench_*.py")):
        importlib.import_module(f"tests.bench.{file.stem}")
    known = registered()
    unknown = [each for each in wanted.ids if each not in known]
    if unknown:
        parser.error(f"no such bench: {', '.join(unknown)}; there are {', '.join(known)}")
    print(processor(), flush=True)
    rows, failed, done = [], False, set()
    for each in wanted.ids or known:
        function = known[each]
        if function in done:
            continue
        done.add(function)
        began = time.perf_counter()
        try:
            for row in function():
                rows.append(row)
                failed |= row.met is False
                print(_line(row), flush=True)
        except Skipped as why:
            print(f"  skip  {each:<4} {why}", flush=True)
        except Exception as error:  # noqa: BLE001  one broken bench must not hide the others
            failed = True
            print(f"  BROKE {each:<4} {type(error).__name__}: {error}", flush=True)
        print(f"        ({time.perf_counter() - began:.0f} s)", file=sys.stderr, flush=True)
    if wanted.markdown:
        wanted.markdown.write_text(_markdown(rows), encoding="utf-8")
    return int(failed)


def _line(row: BenchRow) -> str:
    mark = {True: "  ok    ", False: "  MISS  ", None: "        "}[row.met]
    target = "" if row.target is None else f"   target {row.better} {row.target:g}"
    return f"{mark}{row.id:<4} {row.what:<66} {row.value:>9.4g} {row.unit}{target}   {row.detail}".rstrip()


def _markdown(rows: list[BenchRow]) -> str:
    head = "| id | what | measured | target | |\n|---|---|---|---|---|\n"
    words = {True: "met", False: "**missed**", None: ""}
    return head + "".join(
        f"| {r.id} | {r.what} | {r.value:.3g} {r.unit} {('(' + r.detail + ')') if r.detail else ''} | "
        f"{'' if r.target is None else f'{r.better} {r.target:g}'} | {words[r.met]} |\n"
        for r in rows
    )


if __name__ == "__main__":
    sys.exit(main())
