"""The Sieve script (RFC 5228) that answers mail for somebody who left (vacation, RFC 5230)."""

from __future__ import annotations

import re

from steersman.domain.errors import Permanent

ADDRESS = re.compile(r"[A-Za-z0-9._%+'-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
SCRIPT_NAME = re.compile(r"[^\x00-\x1f\x7f/\u2028\u2029]{1,128}")  # RFC 5804, 1.6
LONGEST = 4000
DEFAULT_TEXT = "I am no longer available at this address. Please write to {to} instead."
# Answers once a day to each sender.  Never "variables" nor "encoded-character" among the
# requirements: without them ${…} in the text is just text.
ANSWER = 'vacation :days 1 :subject "Out of office" {text};\n'
ALONE = 'require ["vacation"];\n'
INCLUDING = 'require ["vacation", "include"];\n'
INCLUDE = "include :personal :optional {name};\n"
INCLUDED = re.compile(r'^include :personal :optional "((?:[^"\\]|\\.)*)";$', re.MULTILINE)


def auto_reply_script(to: str, text: str, keep: str | None) -> str:
    """``keep`` names the person's own script, which goes on filing the mail after the answer."""
    answer = ANSWER.format(text=quoted(reply_text(to, text)))
    if keep is None:
        return ALONE + answer
    return INCLUDING + answer + INCLUDE.format(name=quoted(keep))


def reply_text(to: str, text: str) -> str:
    """What senders read.  ``text`` may be empty: then a default that names ``to``."""
    if not ADDRESS.fullmatch(to):
        raise Permanent(f"{to!r} is no plain mail address: give the colleague's address")
    body = (text or DEFAULT_TEXT.replace("{to}", to)).replace("\r\n", "\n")
    if CONTROL.search(body):
        raise Permanent("the text of the auto-reply holds control characters: leave them out")
    if len(body) > LONGEST:
        raise Permanent(f"the text of the auto-reply is longer than {LONGEST} characters")
    return body


def quoted(text: str) -> str:
    """A Sieve quoted string: only backslash and quote are special in it (RFC 5228, 2.4.2)."""
    if "\x00" in text:
        raise Permanent("a Sieve string holds no NUL")
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def included_script(script: str) -> str | None:
    """The name that ``auto_reply_script`` was given as ``keep``."""
    names = INCLUDED.findall(script) if script.startswith(INCLUDING) else []
    return re.sub(r"\\(.)", r"\1", names[-1]) if names else None


def can_be_included(name: str) -> bool:
    return SCRIPT_NAME.fullmatch(name) is not None


def answers_mail(script: str) -> bool:
    """Whether a script may itself send a vacation answer: two in one run are an error."""
    return re.search(r"\bvacation\b", script, re.IGNORECASE) is not None


def forwards_mail(script: str) -> bool:
    return re.search(r"\bredirect\b", script, re.IGNORECASE) is not None
