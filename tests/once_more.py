"""Try what has just failed once more, alone on the machine, and name it: ``make test`` ends with this where it failed.

A machine that does other work beside makes one browser in a hundred walks miss its moment. A test that fails twice has
failed; so has the suite where more than ``MOST`` failed at first, and where it was not run whole: the first argument is
how that run ended, and where others follow it was asked for a part. What passes the second time is printed as
unsteady, for somebody to mend.
"""

import json
import subprocess
import sys
from pathlib import Path

MOST = 3
SOME_FAILED = "1"  # pytest's word for: all was run, and not all passed
FAILED = Path(".pytest_cache/v/cache/lastfailed")


def main(ended: str, *asked: str) -> int:
    """Answer what the shell is told: 0 where the whole suite was run and all of its few failures pass alone."""
    if ended != SOME_FAILED or asked:
        return 1
    failed = sorted(json.loads(FAILED.read_text())) if FAILED.exists() else []
    if not 0 < len(failed) <= MOST or any("::" not in one for one in failed):
        return 1
    print("Once more, alone:", *failed, sep="\n  ", flush=True)
    again = subprocess.run([sys.executable, "-m", "pytest", *failed], check=False).returncode
    if again == 0:
        print("Unsteady, passed the second time:", *failed, sep="\n  ", flush=True)
    return 1 if again else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
