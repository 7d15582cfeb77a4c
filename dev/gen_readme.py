#!/usr/bin/env -S python3 -B
"""Write README.rst and index.html of every addon from its ``readme/*.md``."""

import sys

from giftdev.cli import main

if __name__ == "__main__":
    raise SystemExit(main("gen_readme", sys.argv[1:]))
