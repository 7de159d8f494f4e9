import gettext
import os

from storefront.config import messages

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
