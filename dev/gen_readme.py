#!/usr/bin/env -S python3 -B
"""Write README.rst and index.html of every addon from its ``readme/*.md``."""

import sys

from giftqa.lint import addons
from giftqa.readme import check_all

if __name__ == "__main__":
    findings = check_all(sys.argv[1:] or addons(), write=True)
    sys.stdout.write("".join(f"{line}\n" for line in findings))
    raise SystemExit(bool(findings))
