"""python -m bench [NAME ...]: runs the named benchmarks, or all of them."""

import argparse
import sys
import time
from collections.abc import Callable, Sequence

from bench import (
    cold_start,
    gmail_requests,
    hubspot_requests,
    scoring,
    sentiment,
    sync_requests,
    themes,
    uplift,
    uplift_quality,
)
from bench.figures import Figure

BENCHES: dict[str, Callable[[], list[Figure]]] = {
    "cold_start": cold_start.run,
    "gmail_requests": gmail_requests.run,
    "hubspot_requests": hubspot_requests.run,
    "scoring": scoring.run,
    "sentiment": sentiment.run,
    "sync_requests": sync_requests.run,
    "themes": themes.run,
    "uplift": uplift.run,
    "uplift_quality": uplift_quality.run,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the named benchmarks; 1 when a figure misses its limit."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHES))
    names = parser.parse_args(arguments).names or list(BENCHES)
    unknown = sorted(set(names) - BENCHES.keys())
    if unknown:
        parser.error(f"there is no {', '.join(unknown)}")
    missed = 0
    for name in names:
        started = time.monotonic()
        print(f"{name} ...", flush=True)
        for figure in BENCHES[name]():
            print(figure, flush=True)
            missed += not figure.met
        print(
            f"  ({time.monotonic() - started:.0f} s for this benchmark)\n", flush=True
        )
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
