"""`python -m vitts_training`."""

import sys

from vitts_training.command import main

sys.exit(main())
