"""The pictures that a file names: stored before anything is written to the database."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from storefront.catalogue import pictures
from storefront.core import uploads

from . import checks
from .goods import Goods, Problem


def store_pictures(
    goods: list[Goods], folder: Path | None, progress: Callable[[str, int, int], None]
) -> dict[str, pictures.Stored]:
    """
    Make the sizes of every picture that is named, before anything is written to the database.

    :raises ImportRefused: if one turns out broken only now that it is unpacked
    """
    from .run import ImportRefused

    named = {
        picture.path: item.row
        for each in goods
        for item in each.items
        for picture in item.pictures
        if checks.located(picture.path, folder) or not picture.may_be_missing
    }
    stored: dict[str, pictures.Stored] = {}
    problems = []

    def store(name: str) -> tuple[str, Any]:
        path = checks.located(name, folder)
        try:
            content = path.read_bytes()  # type: ignore[union-attr]
            return name, pictures.store(SimpleUploadedFile(path.name, content))  # type: ignore[union-attr]
        except (uploads.UploadRefused, OSError) as refusal:
            return name, refusal

    with ThreadPoolExecutor(2) as pool:
        for number, (name, result) in enumerate(pool.map(store, named)):
            if isinstance(result, pictures.Stored):
                stored[name] = result
            else:
                problems.append(Problem(named[name], "pictures", f"{name}: {result}"))
            progress("pictures", number + 1, len(named))
    if problems:
        raise ImportRefused(problems)
    return stored
