"""What an attacker types: values for every part of a request, and forms taken from real pages."""

from dataclasses import dataclass, replace
from html.parser import HTMLParser
from random import Random
from urllib.parse import quote_from_bytes, urlsplit

MARK = "<script>pwned()</script>"

VALUES: tuple[bytes, ...] = tuple(
    value if isinstance(value, bytes) else value.encode("utf-8", "surrogatepass")
    for value in (
        b"",
        b"\xff\xfe",
        b"%00",
        b"\xc3\x28",
        "0",
        "1",
        "-1",
        "+5",
        "1.5",
        "1e308",
        "NaN",
        "Infinity",
        "2147483648",
        "9223372036854775808",
        "9" * 40,
        "9" * 5000,
        "²",
        "１２",
        "٣",
        "\x00",
        "a\x00b",
        "\ud800",
        "\u202eabc\u2066",
        "\u2028",
        "\r\nSet-Cookie: a=b",
        "\r\nBEGIN:VEVENT\r\n",
        "\x1b[31m",
        "\x7f",
        "\ufeff\uffff",
        "😀" * 30,
        "é́́",
        "长" * 3000,
        "=1+1",
        "＝cmd|' /C calc'!A0",
        "@SUM(A1)",
        "' OR 1=1 --",
        "%' ESCAPE '\\",
        "%_\\",
        f"\"'>{MARK}",
        "{{7*7}}{% for %}",
        "%(name)s %s %d {0}",
        "javascript:pwned()",
        "//evil.example/",
        "/\\evil.example",
        "https://evil.example/",
        "../../../etc/passwd",
        "0000-00-00",
        "0001-01-01",
        "9999-12-31",
        "2026-02-30",
        "2026-W01-1",
        "20261201",
        "1969-12-31",
        "24:00",
        "99:99",
        "360111",
        "360000",
        "000000",
        "None",
        "null",
        "[]",
        "a@b",
        "admin@sample.invalid",
        "yes",
        "custom",
        "year",
    )
)


@dataclass(frozen=True, slots=True)
class Form:
    """What a page offers to send: names may stand several times."""

    method: str
    path: str
    fields: tuple[tuple[str, bytes], ...]
    actor: str
    uploads: bool = False


class Forms(HTMLParser):
    """The forms of a page, filled in as it shows them."""

    def __init__(self, page: str, *, path: str, actor: str) -> None:
        super().__init__()
        self.found: list[Form] = []
        self._page, self._actor = path, actor
        self._open: Form | None = None
        self._select = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            method = given.get("method", "get").upper()
            path = urlsplit(given.get("action") or self._page).path or self._page
            uploads = "multipart" in given.get("enctype", "")
            self._open = Form(method, path, (), self._actor, uploads)
        elif tag == "select":
            self._select = given.get("name", "")
            self._add(self._select, "")
        elif tag == "option" and self._select and given.get("value"):
            self._add(self._select, given["value"])
        elif tag in {"input", "textarea", "button"} and given.get("name"):
            self._add(given["name"], given.get("value", ""))

    def _add(self, name: str, value: str) -> None:
        """The last of several options is as good as any, and a radio's too."""
        if self._open is None or name == "csrf_token":
            return
        kept = [field for field in self._open.fields if field[0] != name]
        self._open = replace(self._open, fields=(*kept, (name, value.encode())))

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""
        elif tag == "form" and self._open is not None:
            self.found.append(self._open)
            self._open = None


DAYS = (b"0001-01-01", b"9999-12-31", b"0000-00-00", b"1900-01-01", b"2999-12-31", b"2026-12-08")
NUMBERS = (b"0", b"-1", b"2147483648", b"9" * 19, b"9" * 40, b"1e400", b"NaN", b"\xc2\xb2", b"7")


def _other(value: bytes, chance: Random) -> bytes:
    """Hostile; half of the time of the same kind, to come further than the first check."""
    if chance.random() < 0.5 and value[4:5] == b"-":
        return chance.choice(DAYS)
    if chance.random() < 0.5 and value.isdigit():
        return chance.choice(NUMBERS)
    return chance.choice(VALUES)


def spoilt(fields: tuple[tuple[str, bytes], ...], chance: Random) -> list[tuple[str, bytes]]:
    """A form with a few of its fields made hostile, left out or sent twice."""
    answer = list(fields)
    for _turn in range(chance.choice((0, 1, 1, 1, 2, 3))):
        if not answer:
            break
        place = chance.randrange(len(answer))
        name, value = answer[place]
        match chance.randrange(8):
            case 0:
                del answer[place]
            case 1:
                answer.append((name, chance.choice(VALUES)))
            case 2:
                answer[place] = (f"{name}[]", chance.choice(VALUES))
            case _:
                answer[place] = (name, _other(value, chance))
    return answer


def path_with(path: str, chance: Random) -> str:
    """A path in which one part is hostile; none is empty, or two slashes would name a host."""
    parts = path.split("/")
    place = chance.randrange(1, len(parts))
    parts[place] = quote_from_bytes(chance.choice(VALUES[1:]), safe="")
    return "/".join(parts)
