"""The studio that rendered the demo shop's pictures still knows how to make every one of them."""

import subprocess
import sys
from pathlib import Path

SHOP = Path(__file__).resolve().parents[3] / "storefront" / "demo"

# Blender is far too large to install for a test: what it offers is replaced by a stand-in, so this
# shows that the studio's code loads and names every picture, not that it renders.
WITHOUT_BLENDER = """
import sys
from unittest.mock import MagicMock
for name in ("bpy", "bpy_extras", "bpy_extras.object_utils", "bmesh", "mathutils"):
    sys.modules[name] = MagicMock()
sys.path.insert(0, ".")
sys.argv = ["render.py", "--captions"]
import render
render.main()
"""


def test_the_studio_can_make_every_picture_of_the_shop():
    told = subprocess.run(
        [sys.executable, "-B", "-c", WITHOUT_BLENDER],
        cwd=SHOP / "studio",
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    names = {line.split(": ", 1)[0] for line in told.splitlines()}
    assert names == {file.stem for file in (SHOP / "pictures").rglob("*.webp")}
