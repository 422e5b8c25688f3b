"""Many processes at one server: forms made ready beforehand, sent all at once."""

import json
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from outreach.accounts.model import Person
from outreach.app import create_app
from outreach.kernel.clock import utc_now
from outreach.kernel.db import Database
from outreach.kernel.settings import Settings
from tests import serving
from tests.booking import world
from tests.browse import Browse
from tests.clock import Clock

CLIENT = Path(__file__).with_name("client.py")


@dataclass(frozen=True)
class Post:
    """A form ready to be sent; `key` names it in the answers."""

    key: str
    path: str
    cookie: str
    form: dict[str, str]


@dataclass(frozen=True)
class Answer:
    key: str
    status: int
    where: str
    seconds: float


class Pen:
    """Fills in forms for signed-in people without asking the server for the page."""

    def __init__(self, database: Database) -> None:
        self.database = database
        settings = Settings(
            _env_file=None,
            database_url=database.url.render_as_string(hide_password=False),
            secret_key=serving.SECRET_KEY,
        )
        self.app = create_app(settings, database)
        self.known: dict[int, tuple[str, str]] = {}

    def post(self, key: str, who: Person, path: str, **form: object) -> Post:
        cookie, token = self._signed_in(who)
        fields = {name: str(value) for name, value in form.items()}
        return Post(key, path, cookie, {"csrf_token": token, **fields})

    def book(
        self,
        key: str,
        who: Person,
        *,
        session: int,
        school: int,
        pupils: int = 20,
        waits: bool = False,
        token: str | None = None,
    ) -> Post:
        group = world.group(pupils=pupils)
        waiting = {"joins_waitlist": "y"} if waits else {}
        return self.post(
            key,
            who,
            f"/book/{session}",
            token=token or f"form-{key:0>20}",
            school=school,
            grade=group.grade,
            pupils=group.pupils,
            adults=group.adults,
            leader=group.leader,
            leader_phone=group.leader_phone,
            **waiting,
        )

    def _signed_in(self, who: Person) -> tuple[str, str]:
        if who.id not in self.known:
            browse = Browse(self.app, self.database, Clock())
            browse.clock.now = utc_now()
            other = browse.sign_in(who)
            token = other.csrf_token()
            found = other.client.get_cookie(self.app.config["SESSION_COOKIE_NAME"])
            assert found is not None
            self.known[who.id] = (f"{found.key}={found.value}", token)
        return self.known[who.id]


def start(
    address: str, shares: Iterable[Sequence[Post]], *, after: float = 1.0
) -> "list[subprocess.Popen[str]]":
    """A process for each share, waiting for the same moment to begin."""
    begin = time.time() + after
    clients = []
    for share in shares:
        client = subprocess.Popen(
            [sys.executable, str(CLIENT)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert client.stdin is not None
        posts = [asdict(post) for post in share]
        json.dump({"address": address, "begin": begin, "posts": posts}, client.stdin)
        client.stdin.close()
        clients.append(client)
    return clients


def finish(clients: "Iterable[subprocess.Popen[str]]") -> list[Answer]:
    answers = []
    for client in clients:
        assert client.stdout is not None
        answers += [Answer(**json.loads(line)) for line in client.stdout]
        client.wait()
        client.stdout.close()
    return answers


def race(address: str, posts: Sequence[Post], *, clients: int) -> list[Answer]:
    """Send everything at once, dealt out to so many processes."""
    shares = [posts[n::clients] for n in range(clients)]
    return finish(start(address, [share for share in shares if share]))


def url_of(database: Database) -> str:
    return database.url.render_as_string(hide_password=False)
