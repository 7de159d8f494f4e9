"""
The forms of a page, as a program finds them that knows nothing of the shop.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin

TYPED = {"text", "search", "email", "tel", "url", "password", "number", "date", ""}


@dataclass
class Form:
    """One form: where it goes, and what it would send if nobody touched it."""

    action: str
    method: str
    sent: dict[str, list[str]] = field(default_factory=dict)
    typed: list[str] = field(default_factory=list)
    chosen: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    @property
    def name(self) -> str:
        return f"{self.method} {self.action}"

    def filled(self, typed: str) -> dict[str, Any]:
        """Return what is sent when `typed` stands in every field that takes words."""
        return {**self.sent, **{name: [typed] for name in self.typed}}


class _Reader(HTMLParser):
    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url
        self.forms: list[Form] = []
        self.form: Form | None = None
        self.select = ""
        self.area = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attributes}
        if tag == "form":
            self.form = Form(urljoin(self.url, said.get("action", "")), said.get("method", "get"))
            self.forms.append(self.form)
        elif self.form is None:
            return
        elif tag == "input" and said.get("name"):
            self._input(self.form, said)
        elif tag == "textarea":
            self.form.typed.append(said["name"])
        elif tag == "select":
            self.select = said["name"]
            self.form.chosen.append(self.select)
            self.form.sent[self.select] = []
        elif tag == "option" and self.select:
            held = self.form.sent[self.select]
            if "selected" in said or not held:
                held[:] = [said.get("value", "")]
        elif tag == "button" and said.get("name"):
            self.form.buttons.append((said["name"], said.get("value", "")))

    def _input(self, form: Form, said: dict[str, str]) -> None:
        kind, name, value = said.get("type", ""), said["name"], said.get("value", "on")
        if kind == "file":
            form.files.append(name)
        elif kind in ("radio", "checkbox"):
            if name not in form.chosen:
                form.chosen.append(name)
            if kind == "radio" and ("checked" in said or name not in form.sent):
                form.sent[name] = [value]
            elif kind == "checkbox":
                form.sent.setdefault(name, []).append(value)
        elif kind in TYPED:
            form.typed.append(name)
            form.sent[name] = [said.get("value", "")]
        elif kind not in ("submit", "button"):
            form.sent[name] = [said.get("value", "")]
            form.chosen.append(name)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = None
        elif tag == "select":
            self.select = ""


def forms_of(html: str, url: str) -> list[Form]:
    """Read every form of a page that was found at `url`."""
    reader = _Reader(url)
    reader.feed(html)
    return reader.forms


# Whether anything of a page would run


class _Hunter(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attributes}
        if tag in ("script", "iframe", "object", "embed", "base") and not (
            said.get("src", "").startswith("/static/")
            or said.get("type") in ("application/ld+json", "application/json")
        ):
            self.found.append(self.get_starttag_text() or tag)
        for name, value in said.items():
            runs = value.strip().lower().startswith(("javascript:", "vbscript:", "data:text"))
            if name.startswith("on") or (runs and name in ("href", "src", "action", "formaction")):
                self.found.append(f"{tag} {name}={value[:60]}")


def scripts_in(html: str) -> list[str]:
    """Name whatever on this page would run, as a browser reads it, but the shop's own files."""
    hunter = _Hunter()
    hunter.feed(html)
    return hunter.found
