"""A place in the words of a file: what comes next, and what is taken."""

from __future__ import annotations

from steersman.knowledge.firewalls.nftables.lexer import Token

END = Token("", 0)
_MOST = 2_000_000  # words after variables were put in; a file that needs more is hostile
_DEEPEST = 50  # braces within each other


class NotUnderstood(ValueError):
    """What stands here is not understood; the message says why."""


class Cursor:
    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._at = 0

    @property
    def done(self) -> bool:
        return self._at >= len(self._tokens)

    @property
    def next(self) -> Token:
        return END if self.done else self._tokens[self._at]

    def peek(self, ahead: int) -> str:
        at = self._at + ahead
        return self._tokens[at].text if at < len(self._tokens) else ""

    def take(self) -> Token:
        token = self.next
        self._at += 1
        return token

    def took(self, *texts: str) -> bool:
        """Take the next word if it is one of these (strings in quotes are not words)."""
        if not self.done and self.next.text in texts and not self.next.string:
            self._at += 1
            return True
        return False

    def expect(self, text: str) -> None:
        if not self.took(text):
            raise NotUnderstood(f"“{text}” is missing before “{self.next.text.strip()}”")

    def skip_ends(self) -> None:
        while not self.done and self.next.ends:
            self._at += 1

    def statement(self) -> list[Token]:
        """Up to the end of the line, or the brace that closes what this stands in."""
        found: list[Token] = []
        depth = 0
        while not self.done:
            token = self.next
            sign = "" if token.string else token.text
            if depth == 0 and (token.ends or sign == "}"):
                break
            depth += (sign == "{") - (sign == "}")
            if depth > _DEEPEST:
                raise NotUnderstood("braces stand too deep within each other")
            if not token.ends:
                found.append(token)
            self._at += 1
        return found

    def block(self) -> list[Token]:
        """What stands between the brace that comes next and its end, line ends included."""
        self.expect("{")
        found: list[Token] = []
        depth = 1
        while not self.done:
            token = self.take()
            sign = "" if token.string else token.text
            depth += (sign == "{") - (sign == "}")
            if depth == 0:
                return found
            found.append(token)
        raise NotUnderstood("a brace is not closed before the end of the file")


def expand(tokens: list[Token], variables: dict[str, list[Token]]) -> list[Token]:
    """With the values of ``$name`` put in its place, each on the line of its use."""
    found: list[Token] = []
    for token in tokens:
        if token.string or not token.text.startswith("$"):
            found.append(token)
            continue
        if token.text[1:] not in variables:
            raise NotUnderstood(f"{token.text} is defined nowhere in the file")
        found.extend(
            Token(each.text, token.line, each.string) for each in variables[token.text[1:]]
        )
        if len(found) > _MOST:
            raise NotUnderstood("its variables unfold to too much")
    return found


def written(tokens: list[Token]) -> str:
    """The words as one line again."""
    texts = (f'"{token.text}"' if token.string else token.text for token in tokens)
    return " ".join(texts).replace(" ,", ",")
