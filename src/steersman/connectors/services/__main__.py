"""``python -m steersman.connectors.services > steersman-services``: the file to install."""

from __future__ import annotations

import sys

from steersman.connectors.services.helper import helper_text

if __name__ == "__main__":
    sys.stdout.write(helper_text())
