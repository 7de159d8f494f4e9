"""Render the pictures of the Fernhill shop: `python render.py --help`."""

import argparse
import sys
import time
from itertools import zip_longest
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import scenes  # noqa: E402
from families import CATEGORIES  # noqa: E402
from studio import photograph  # noqa: E402


def queue():
    """All product pictures: every hero first, then one more of each product, and so on."""
    products = [p for category in CATEGORIES for p in category.products]
    rounds = zip_longest(*(product.pictures() for product in products))
    return [picture for once in rounds for picture in once if picture]


def captions():
    """Each picture that can be rendered, with the words for it: `name: words`, a line each."""
    products = [product for category in CATEGORIES for product in category.products]
    pictures = [picture for product in products for picture in product.pictures()]
    return [f"{picture.name}: {picture.alt}" for picture in [*pictures, *scenes.SCENES]]


def main():
    """Render what is named, or all that is missing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="pictures or scenes; nothing means all")
    parser.add_argument(
        "--out", type=Path, default=HERE.parent / "pictures", help="folder; scenes go to scenes/"
    )
    parser.add_argument("--size", type=int, default=1000, help="width and height in pixels")
    parser.add_argument("--samples", type=int, default=12, help="samples a pixel, before denoising")
    parser.add_argument("--format", choices=["webp", "png"], default="webp")
    parser.add_argument("--again", action="store_true", help="also render pictures that exist")
    parser.add_argument(
        "--heroes", action="store_true", help="only the first picture of each product"
    )
    parser.add_argument("--captions", action="store_true", help="say what there is and stop")
    options = parser.parse_args(sys.argv[sys.argv.index("--") + 1 :] if "--" in sys.argv else None)
    if options.captions:
        sys.stdout.write("\n".join(captions()) + "\n")
        return

    heroes = {p.sku for category in CATEGORIES for p in category.products}
    jobs = [
        ("", p.name, (options.size, options.size), p.build, p.shot, {})
        for p in queue()
        if not options.heroes or p.name in heroes
    ]
    if not options.heroes:
        wide = (options.size * 2, options.size)
        jobs += [
            ("scenes", s.name, wide, s.build, s.shot, {"backdrop": s.backdrop})
            for s in scenes.SCENES
        ]
    for folder, name, size, build, shot, extra in jobs:
        target = options.out / folder / f"{name}.{options.format}"
        if options.names and name not in options.names:
            continue
        if target.exists() and not options.again:
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        began = time.monotonic()
        photograph(build, target, shot, size, options.samples, **extra)
        sys.stdout.write(f"{name}: {time.monotonic() - began:.0f} s\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
