"""`python -m mrezha`."""

import sys

from mrezha.cli import main

sys.exit(main())
