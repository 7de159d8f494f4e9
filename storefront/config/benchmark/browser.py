"""
A browser that only fetches: one connection, cookies, redirects when told to.
"""

from __future__ import annotations

import gzip
import http.client
import re
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

from .shop import HEADER


class Unexpected(Exception):
    """
    A page answered with something else than the journey needs.
    """


@dataclass
class Answer:
    path: str
    status: int
    headers: dict[str, str]
    wire: int  # bytes of the body as sent
    text: str

    @property
    def statements(self) -> int:
        return int(self.headers.get(HEADER.lower(), 0))

    @property
    def leads_to(self) -> str:
        parts = urlsplit(self.headers.get("location", ""))
        return parts.path + (f"?{parts.query}" if parts.query else "")

    def value(self, name: str) -> str:
        """
        What a field of the page holds.
        """
        found = re.search(rf'name="{name}"[^>]*?value="([^"]*)"', self.text)
        if not found:
            raise Unexpected(f"{self.path} has no field {name}")
        return found.group(1)


@dataclass
class Browser:
    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    statements: int = 0
    requests: int = 0

    def __post_init__(self) -> None:
        self.line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def get(self, path: str) -> Answer:
        return self._ask("GET", path)

    def post(self, path: str, **fields: object) -> Answer:
        return self._ask("POST", path, urlencode(fields))

    def _ask(self, method: str, path: str, body: str | None = None) -> Answer:
        headers = {
            "Host": f"localhost:{self.port}",
            "Accept-Encoding": "gzip",
            "Accept-Language": "en",
            # The word of a real browser that the form stood on the shop's own page.
            "Sec-Fetch-Site": "same-origin",
        }
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={text}" for name, text in self.cookies.items())
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            self.line.request(method, path, body, headers)
            response = self.line.getresponse()
        except (http.client.HTTPException, ConnectionError):
            # The server closes a line that was quiet for long; a browser opens another.
            self.line.close()
            self.line.request(method, path, body, headers)
            response = self.line.getresponse()
        content = response.read()
        told = {name.lower(): text for name, text in response.getheaders()}
        for text in response.msg.get_all("Set-Cookie") or []:
            for name, morsel in SimpleCookie(text).items():
                if morsel.value:
                    self.cookies[name] = morsel.value
                else:
                    self.cookies.pop(name, None)
        wire = len(content)
        if told.get("content-encoding") == "gzip":
            content = gzip.decompress(content)
        answer = Answer(path, response.status, told, wire, content.decode(errors="replace"))
        self.statements += answer.statements
        self.requests += 1
        return answer
