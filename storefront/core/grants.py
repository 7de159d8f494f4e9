"""What a browser without an account may see, because it came through a signed link."""

from datetime import timedelta

from django.http import HttpRequest

GRANTED_FOR = timedelta(days=7)


def grant(request: HttpRequest, kind: str, value: str) -> None:
    """Let this browser see one thing of a kind for a week; kept in its session."""
    until = (request.at + GRANTED_FOR).timestamp()  # type: ignore[attr-defined]
    name = f"{kind}_grants"
    request.session[name] = {**request.session.get(name, {}), value: until}


def held(request: HttpRequest, kind: str) -> list[str]:
    """Return what this browser holds a grant to that is not over."""
    now = request.at.timestamp()  # type: ignore[attr-defined]
    granted = request.session.get(f"{kind}_grants", {})
    return [value for value, until in granted.items() if until > now]


def holds(request: HttpRequest, kind: str, value: str) -> bool:
    """Say whether this browser holds a grant that is not over."""
    return value in held(request, kind)
