"""The words of nftables' language, each with its line; comments and line ends are handled here."""

from __future__ import annotations

import re
from dataclasses import dataclass

_TOKEN = re.compile(
    r"""
      (?P<skip>[ \t\r]+|\\\n|\#[^\n]*)
    | (?P<string>"[^"]*"|'[^'\n]*')
    | (?P<end>\n|;)
    | (?P<sign>==|!=|<=|>=|<<|>>|[{}(),=<>|&^!\[\]])
    | (?P<word>[@$]?[^\s{}(),;=<>|&^!"'\#\[\]]+)
    | (?P<odd>.)
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Token:
    text: str  # of a string without its quotes
    line: int
    string: bool = False

    @property
    def ends(self) -> bool:
        return self.text in {"\n", ";"} and not self.string


def tokens(text: str) -> list[Token]:
    found: list[Token] = []
    line = 1
    for match in _TOKEN.finditer(text):
        word = match.group()
        if match.lastgroup == "string":
            found.append(Token(word[1:-1], line, string=True))
        elif (
            match.lastgroup == "word"
            and word.endswith(":")
            and not word.endswith("::")
            and word != ":"
        ):
            found += [Token(word[:-1], line), Token(":", line)]  # "22: accept"
        elif match.lastgroup != "skip":
            found.append(Token(word, line))
        line += word.count("\n")
    return found
