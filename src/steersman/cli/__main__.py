"""``python -m steersman.cli``, where the console script is not installed."""

from __future__ import annotations

from steersman.cli import main

if __name__ == "__main__":
    main()
