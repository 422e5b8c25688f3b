"""One client of a race, as a process of its own: reads its posts from stdin, prints the answers.

Standard library only, so that many start quickly. Line one is when to begin (seconds since 1970).
"""

import http.client
import json
import sys
import time
from urllib.parse import urlencode, urlsplit


def main() -> None:
    asked = json.load(sys.stdin)
    address = urlsplit(asked["address"])
    time.sleep(max(0.0, asked["begin"] - time.time()))
    for post in asked["posts"]:
        connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=60)
        started = time.perf_counter()
        try:
            connection.request(
                "POST",
                post["path"],
                urlencode(post["form"]),
                {
                    "Content-Type": "application/x-www-form-urlencoded",
                    "Cookie": post["cookie"],
                },
            )
            answer = connection.getresponse()
            answer.read()
            status, where = answer.status, answer.headers.get("Location", "")
        except OSError as error:
            status, where = 0, type(error).__name__
        finally:
            connection.close()
        seconds = time.perf_counter() - started
        line = {"key": post["key"], "status": status, "where": where, "seconds": seconds}
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
