"""``python -m bench`` measures everything, or the parts that are named, and writes ``latest.json``."""

from __future__ import annotations

import argparse
import sys

from bench import results


def main(arguments: list[str]) -> None:
    """Measure, keep and print."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measures what we claim about speed.")
    parser.add_argument("parts", nargs="*", metavar="part", help=f"of: {', '.join(results.PARTS)}; the others stay")
    parser.add_argument("--count", type=int, default=results.COUNT, help="notes that are exchanged")
    chosen = parser.parse_args(arguments)
    if unknown := set(chosen.parts) - results.PARTS.keys():
        parser.error(f"there is no part {', '.join(sorted(unknown))}")
    figures = results.measured(chosen.parts or list(results.PARTS), chosen.count)
    results.keep(figures)
    results.show(figures)


if __name__ == "__main__":
    main(sys.argv[1:])
