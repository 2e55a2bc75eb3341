"""Which language a question is in, told by its small words: rough, and enough for a hint."""

from __future__ import annotations

import re
from collections.abc import Mapping


def _small(words: str) -> frozenset[str]:
    return frozenset(words.split())


ENGLISH = _small(
    "who what which where when why how many much is are was were does do did the a an of in on for "
    "to and or with has have can our my me we i it that this there list show tell"
)
OTHERS: Mapping[str, frozenset[str]] = {
    "German": _small(
        "wer was welche welcher welches wo wann warum wie viele wieviele ist sind war der die das "
        "den dem des ein eine einen von vom im mit und oder für auf hat haben gibt es zeige zeig "
        "bitte alle nicht unsere unser mein meine ich wir stehen steht läuft laufen gehört"
    ),
    "French": _small(
        "qui que quoi quel quelle quels quelles où quand pourquoi comment combien est sont le la "
        "les un une des du de et ou avec pour dans sur a ont notre nos mon je nous"
    ),
    "Spanish": _small(
        "quién quien qué que cuál cuáles dónde donde cuándo cuántos cuántas cómo como es son está "
        "están el la los las un una de del y o con para en por tiene tienen nuestro mi yo"
    ),
    "Italian": _small(
        "chi che cosa quale quali dove quando perché come quanti quante è sono il lo la gli le un "
        "una di del della e o con per in su ha hanno nostro mio io"
    ),
    "Dutch": _small(
        "wie wat welke waar wanneer waarom hoe hoeveel is zijn de het een van en of met voor in op "
        "heeft hebben onze mijn ik wij staan staat"
    ),
}
LEAST = 2  # small words that must speak for it


def other_language(question: str) -> str:
    """The language that more small words are of than of English; empty: taken for English."""
    words = [each for each in re.findall(r"[\w@.-]+", question.casefold()) if each.isalpha()]
    counts = {name: sum(word in small for word in words) for name, small in OTHERS.items()}
    name = max(counts, key=lambda each: counts[each])
    english = sum(word in ENGLISH for word in words)
    return name if counts[name] >= LEAST and counts[name] > english else ""
