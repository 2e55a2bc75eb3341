"""Fetch the scripts of the browser again, as `requirements/browser.json` pins them: `make browser`.

Only who changes a version needs this, and npm: the files are in the repository and in the wheel.
"""

from __future__ import annotations

import base64
import hashlib
import json
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent
STATIC = HOUSE / "src" / "steersman" / "web" / "static"


def main() -> None:
    for pinned in json.loads((HOUSE / "requirements" / "browser.json").read_text()):
        with tempfile.TemporaryDirectory() as folder:
            body, licence = _files(pinned, Path(folder))
        found = hashlib.sha256(body).hexdigest()
        if found != pinned["sha256"]:
            sys.exit(f"{pinned['file']} of {pinned['package']} is {found}, not what is pinned")
        target = STATIC / pinned["as"]
        target.write_bytes(body)
        (target.parent / f"LICENSE-{pinned['package']}.txt").write_bytes(licence)
        print(f"{pinned['package']} {pinned['version']}: {pinned['as']}")


def _files(pinned: dict[str, str], folder: Path) -> tuple[bytes, bytes]:
    name = f"{pinned['package']}@{pinned['version']}"
    subprocess.run(["npm", "pack", "--silent", name], cwd=folder, check=True, capture_output=True)
    packed = next(folder.glob("*.tgz"))
    kind, _, wanted = pinned["integrity"].partition("-")
    found = base64.b64encode(hashlib.new(kind, packed.read_bytes()).digest()).decode()
    if found != wanted:
        sys.exit(f"{name} is not the package that is pinned: {found}")
    with tarfile.open(packed) as archive:
        return _read(archive, pinned["file"]), _read(archive, "LICENSE")


def _read(archive: tarfile.TarFile, name: str) -> bytes:
    file = archive.extractfile(f"package/{name}")
    assert file is not None
    return file.read()


if __name__ == "__main__":
    main()
