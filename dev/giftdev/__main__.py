"""``python -m giftdev COMMAND …``; the files in ``dev/`` call this."""

import sys

from .cli import main

sys.exit(main(sys.argv[1], sys.argv[2:]))
