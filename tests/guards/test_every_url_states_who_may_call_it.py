from django.urls import URLPattern, get_resolver

FOREIGN = ("allauth.", "django.contrib.admin", "unfold.", "django.views.static")


def _views(patterns, prefix=""):
    for pattern in patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield path, pattern.callback
        else:
            yield from _views(pattern.url_patterns, path)


def test_every_view_says_who_may_call_it():
    silent = sorted(
        f"{path} ({view.__module__}.{getattr(view, '__name__', view)})"
        for path, view in _views(get_resolver().url_patterns)
        if not path.startswith("admin/")
        if not view.__module__.startswith(FOREIGN)
        if not hasattr(view, "access")
    )
    assert silent == []
