"""The schema of the API as it is checked in: ``python -m steersman.web.openapi > FILE``."""

from __future__ import annotations

import json

from steersman.web.app import routes


def schema() -> str:
    return json.dumps(routes().openapi(), indent=2, sort_keys=True, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    print(schema(), end="")
