"""What README tells to type can be typed, and what it shows is there."""

import os
import re
from pathlib import Path

import pytest
from django.conf import settings

HOUSE = Path(settings.BASE_DIR)
README = (HOUSE / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"(?:^ {4}.+\n)+", README, re.M)


@pytest.mark.parametrize("command", ["bin/run", "bin/test"])
def test_a_command_of_the_readme_can_be_run(command):
    assert f"    {command}\n" in README
    assert os.access(HOUSE / command, os.X_OK)
    assert (HOUSE / command).read_text().startswith("#!/usr/bin/env python3")


def test_every_management_command_of_the_readme_exists():
    from django.core.management import get_commands

    named = set(re.findall(r"manage\.py (\w+)", README))
    assert named <= set(get_commands())


def test_the_map_names_what_there_is():
    (shown,) = [block for block in BLOCKS if "requirements*.lock" in block]
    package, missing = "", []
    for line in shown.splitlines():
        if top := re.match(r" {4}(\w+)/ ", line):
            package = top[1]
            missing += [] if (HOUSE / package).is_dir() else [package]
            line = line[len(top[0]) :]
        for folder in re.findall(r"(\w+)/", line):
            places = (HOUSE / package / folder, HOUSE / folder)
            if (
                not any(place.is_dir() for place in places)
                and not (HOUSE / "bin" / folder).exists()
            ):
                missing.append(f"{package}/{folder}")
    assert missing == []


def test_every_picture_and_file_of_the_readme_is_there():
    named = re.findall(r"\]\((?!https?://|#)([^)\s]+)\)", README)
    assert [name for name in named if not (HOUSE / name.partition("#")[0]).exists()] == []
