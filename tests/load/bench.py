"""Measures, prints the ratios, and writes docs/benchmarks.md: `make bench`.

`--quick` measures almost nothing, to see whether everything still works, and writes nothing.
All traffic stays on the loopback interface; PostgreSQL and Kafka are this run's own and end with it.
"""

import argparse
import shutil
import tempfile
import time
from collections.abc import Collection
from pathlib import Path

import uvloop
from tests.load import checks, crossings, formulas, machine, report, schemes
from tests.load.report import Figures
from tests.load.sizes import FULL, QUICK, Sizes

from chassis import embedded, log
from chassis.testing import kafka as brokers
from chassis.testing.kafka import KafkaUnavailable

REPOSITORY = Path(__file__).resolve().parents[2]
DOCUMENT = REPOSITORY / "docs/benchmarks.md"
PARTS = ("checks", "crossings", "formulas", "schemes")


def main() -> None:
    asked = argparse.ArgumentParser(description="Measure Baton on this machine.")
    asked.add_argument("--quick", action="store_true", help="see whether it works; write nothing")
    asked.add_argument("--only", choices=PARTS, help="measure one part; write nothing")
    given = asked.parse_args()
    log.configure("ERROR", service="bench")
    folder = Path(tempfile.mkdtemp(prefix="baton-bench-"))
    begun = time.monotonic()
    try:
        # durable, as in production: a commit that does not wait for the disk would be another measurement
        with embedded.running(folder / "pg") as postgres:
            parts = frozenset({given.only} if given.only else PARTS)
            text = uvloop.run(_measure(folder, postgres.url, QUICK if given.quick else FULL, parts))
    except KafkaUnavailable as unavailable:
        raise SystemExit(f"nothing was measured: {unavailable}") from unavailable
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"\n{text}\nmeasured in {time.monotonic() - begun:.0f} s")
    if not given.quick and given.only is None:
        DOCUMENT.write_text(text)
        print(f"written to {DOCUMENT.relative_to(REPOSITORY)}")


async def _measure(folder: Path, postgres: str, sizes: Sizes, parts: Collection[str]) -> str:
    kafka = brokers.given() or brokers.prepare(folder / "kafka", repository=REPOSITORY)
    if not kafka.given:
        await kafka.start()
    try:
        figures = Figures(machine.described(postgres, kafka), sizes)
        if "checks" in parts:
            figures.checks = await checks.measure(
                folder / "services", repository=REPOSITORY, postgres=postgres, kafka=kafka.bootstrap, sizes=sizes
            )
        if "crossings" in parts:
            figures.crossings = await crossings.measure(
                folder / "keys", postgres=postgres, kafka=kafka.bootstrap, sizes=sizes
            )
    finally:
        kafka.stop()
    if "formulas" in parts:
        figures.formulas = formulas.measure(sizes)
    if "schemes" in parts:
        figures.schemes = await schemes.measure(folder / "scheme-keys", postgres=postgres, sizes=sizes)
    return report.document(figures)


if __name__ == "__main__":
    main()
