import gettext
import os
import shutil
import subprocess
import sys

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from storefront.config import messages
from tests import settings

# What is frozen in a language is said within a process that has started in another.
SPEAKS = """
from django.utils.translation import gettext, override
with override("zh-hans"):
    print(gettext("Basket"))
"""

CATALOGUE = """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\nLanguage: zh-hans\\n"

msgid "Basket"
msgstr "购物车"
"""


def test_a_catalogue_is_compiled_once_and_again_when_it_changes(tmp_path):
    source = tmp_path / "storefront" / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(CATALOGUE)

    assert messages.compile_stale(tmp_path) == 1
    assert messages.compile_stale(tmp_path) == 0
    with source.with_suffix(".mo").open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("Basket") == "购物车"

    compiled = source.with_suffix(".mo").stat().st_mtime
    os.utime(source, (compiled + 1, compiled + 1))
    assert messages.compile_stale(tmp_path) == 1


@pytest.mark.parametrize("before", ["missing", "stale"])
def test_a_command_on_a_fresh_machine_speaks_chinese_from_its_first_word(tmp_path, before):
    apart = shutil.ignore_patterns(".*", "pictures", "media", "tests")
    for each in ("manage.py", "pyproject.toml", *messages.PACKAGES, "templates"):
        source = settings.PROJECT / each
        copy = shutil.copytree if source.is_dir() else shutil.copy
        copy(source, tmp_path / each, **({"ignore": apart} if source.is_dir() else {}))
    compiled = tmp_path / "storefront/locale/zh_Hans/LC_MESSAGES/django.mo"
    if before == "missing":
        compiled.unlink(missing_ok=True)
    else:
        empty = tmp_path / "empty.po"
        empty.write_text(CATALOGUE.replace("购物车", "篮子"))
        with empty.open("rb") as file, compiled.open("wb") as written:
            write_mo(written, read_po(file))
        os.utime(compiled, (1, 1))
    # Nothing is asked of these servers; named, none are started.
    servers = {
        "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
        "REDIS_URL": "redis://127.0.0.1:1",
    }
    said = subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", SPEAKS],
        cwd=tmp_path,
        env={**os.environ, **servers, "DJANGO_SETTINGS_MODULE": "storefront.config.settings"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert said.stdout.split() == ["购物篮"], said.stderr
