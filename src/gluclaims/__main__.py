"""``python -m gluclaims``: the command line."""

import sys

from gluclaims.cli import main

if __name__ == "__main__":
    sys.exit(main())
