"""`python -m vitts_training`."""

import sys

from vitts_training.command import main

if __name__ == "__main__":  # the processes that it starts import this too
    sys.exit(main())
