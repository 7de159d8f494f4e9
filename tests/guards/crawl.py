"""Every page that can be reached by following links, as a visitor sees it."""

from __future__ import annotations

from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin

from django.test import Client

MOST = 250
# Files, and what is not a page of the shop.
NOT_PAGES = (".pdf", ".json", ".xlsx", "/logout/", "/media/", "/static/", "/admin/", "/look/")


class Page(HTMLParser):
    """One of these is what stands in the markup of one page."""

    def __init__(self, url: str, html: str) -> None:
        super().__init__()
        self.url, self.links, self.loads = url, [], []
        self.language, self.title, self.h1, self.ids = "", "", 0, []
        self.images_without_words: list[str] = []
        self.inline: list[str] = []
        self.told: dict[str, str] = {}
        self._in_title = False
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attributes}
        if tag == "html":
            self.language = said.get("lang", "")
        self._in_title = self._in_title or (tag == "title" and not self.title)
        self.h1 += tag == "h1"
        if "id" in said:
            self.ids.append(said["id"])
        if tag == "a" and said.get("href"):
            self.links.append(urldefrag(urljoin(self.url, said["href"])).url)
        if tag == "meta" and "name" in said:
            self.told[said["name"]] = said.get("content", "")
        if tag == "img" and "alt" not in said:
            self.images_without_words.append(said.get("src", ""))
        if "style" in said or tag == "style" or any(name.startswith("on") for name in said):
            self.inline.append(self.get_starttag_text() or tag)
        loads = [said.get(name, "") for name in ("src", "poster", "data", "action")]
        loads += [part.split()[0] for part in said.get("srcset", "").split(",") if part.split()]
        if tag == "link" and said.get("rel") not in ("canonical", "alternate"):
            loads.append(said.get("href", ""))
        self.loads += [each for each in loads if each]

    def handle_endtag(self, tag: str) -> None:
        if tag == "title":
            self._in_title = False

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data


def pages(client: Client, *starts: str) -> list[Page]:
    """
    Follow every link from these addresses; a link that leads to an error fails at once.
    """
    waiting, seen, found = list(starts), set(starts), []
    while waiting and len(found) < MOST:
        url = waiting.pop(0)
        answer = client.get(url)
        assert answer.status_code < 400, f"{url} gives {answer.status_code}"
        if answer.status_code != 200 or "text/html" not in answer["Content-Type"]:
            continue
        page = Page(url, answer.content.decode())
        found.append(page)
        for link in page.links:
            ours = link.startswith("/") and not link.startswith("//")
            if ours and link not in seen and not any(each in link for each in NOT_PAGES):
                seen.add(link)
                waiting.append(link)
    return found
