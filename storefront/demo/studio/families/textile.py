"""Wool, linen and cotton."""

import math

from catalogue import Category
from materials import leather, linen, wool
from mathutils import Matrix
from shapes import ball, coil, disc, folds, pillow, ribbon, ring, sweep
from studio import Shot, group

shelf = Category("Textile")


@shelf.product(
    "wool-blanket",
    "Wool blanket",
    "Dense, warm and brushed on both sides, with a knotted fringe.",
    material="100 % lambswool",
    dimensions="1300 x 1900",
    variants="oat, rust, forest",
    shot=Shot(20, -24, 0.74),
    alt="Folded wool blanket in {} with a fringe along its edge",
    second=(
        Shot(12, -50, 0.7, zoom=1.7, focus=(0, 0, 5)),
        "Close view of the folds and the brushed {} wool",
    ),
)
def blanket(colour):
    cloth = wool(colour, 1.2, "chalk" if colour != "oat" else "clay")
    ribbon(folds(27, 5, 1.9), 1.75, 38, cloth, softness=0.7)
    for k in range(46):
        x = -18.4 + k * 0.82
        wave = math.sin(k * 12.9) * 0.4
        sweep(
            [
                (x, -13.0, 9.2),
                (x + wave * 0.4, -14.3, 8.6),
                (x + wave, -14.9, 6.6),
                (x + wave * 1.3, -15.0, 4.6),
            ],
            [0.26, 0.22, 0.2, 0.26],
            cloth,
            segments=8,
            steps=4,
        )


@shelf.product(
    "towel-stack",
    "Bath towels, set of three",
    "Thick loops, quick to dry, made to be washed a thousand times.",
    material="100 % cotton terry, 550 g per square metre",
    dimensions="700 x 1400 each",
    variants="mixed, sand, sky",
    option="set",
    shot=Shot(17, -28, 0.7),
    alt="Stack of three folded terry towels in {} colours",
    second=(
        Shot(12, -40, 0.7, zoom=1.8, focus=(0, -4, 10)),
        "Close view of the folded edges of the towels, {}",
    ),
)
def towels(choice):
    colours = ("sky", "chalk", "sand") if choice == "mixed" else (choice,) * 3
    for level, colour in enumerate(colours):
        with group((0.3 * (-1) ** level, 0.2 * level, level * 5.9), (0, 1.5, -1)[level]):
            ribbon(folds(20, 3, 1.8), 1.72, 30, wool(colour, 0.7), softness=0.55, seed=level)


@shelf.product(
    "cushion",
    "Linen cushion",
    "A feather cushion in washed linen with a piped edge.",
    material="Washed linen, feather filling",
    dimensions="500 x 500",
    variants="rust, sage, ink, oat",
    shot=Shot(8, -16, 0.72),
    alt="Square cushion in {} linen, standing on its edge",
    second=(
        Shot(16, -30, 0.72, zoom=2.2, focus=(6, -6, 34)),
        "Close view of the {} linen weave and a corner",
    ),
)
def cushion(colour):
    cloth = linen(colour, 1.6)
    piece = pillow(48, 48, 17, cloth)
    piece.matrix_world = Matrix.Translation((0, 0, 21.9)) @ Matrix.Rotation(
        math.radians(80), 4, "X"
    )


@shelf.product(
    "napkins",
    "Linen napkins, set of four",
    "Softer with each wash; ironing is optional.",
    material="100 % linen",
    dimensions="450 x 450 each",
    variants="sage, chalk, clay",
    shot=Shot(26, -28, 0.66),
    alt="Four folded linen napkins in {} tied with a leather cord",
)
def napkins(colour):
    cloth = linen(colour, 0.8)
    for level in range(4):
        with group((0, 0, level * 1.3), (0, 2, -1, 1)[level]):
            ribbon(folds(14, 4, 0.28, 0.03), 0.25, 14, cloth, softness=0.22, seed=level)
    cord = leather()
    top = 5.3
    for x in (-0.35, 0.35):
        sweep(
            [
                (x, -7.2, 0.15),
                (x, -7.35, 2.5),
                (x, -7.1, top),
                (x, 0, top + 0.15),
                (x, 7.1, top),
                (x, 7.35, 2.5),
                (x, 7.2, 0.15),
            ],
            0.16,
            cord,
        )
    sweep(
        [
            (-0.4, -1, top + 0.3),
            (-2.6, -2.2, top + 0.9),
            (-3.4, -0.4, top + 0.5),
            (0, -1, top + 0.45),
            (3.2, -2.4, top + 0.8),
            (3.4, -0.3, top + 0.5),
            (0.3, -1, top + 0.4),
        ],
        0.17,
        cord,
    )
    ball(0.42, cord, (0, -1, top + 0.45))


@shelf.product(
    "rolled-rug",
    "Hallway rug",
    "Woven flat, lies flat; a stripe where your feet land.",
    material="Wool and cotton, woven",
    dimensions="700 x 2000 x 8",
    variants="ink, clay",
    shot=Shot(18, 52, 0.7),
    alt="Rolled hallway rug in {} with pale stripes",
)
def rug(colour):
    ribbon(coil(4.2, 1.2, 1.5), 1.15, 52, wool(colour, 0.9, "chalk"), softness=0.2)


@shelf.product(
    "pouf",
    "Ribbed pouf",
    "A seat, a footrest and the place where the cat sleeps.",
    material="Cotton cord, recycled filling",
    dimensions="500 dia x 340 h",
    variants="sand, slate",
    shot=Shot(15, 0, 0.64),
    alt="Round pouf in {} with thick soft ribs",
)
def pouf(colour):
    knit = wool(colour, 1.6)
    outline = (
        (1.5, 31.6),
        (8, 32.4),
        (17, 30.2),
        (22, 24.5),
        (23, 17),
        (22, 9),
        (17, 3.4),
        (8, 1.6),
        (1.5, 1.8),
    )
    for rib in range(24):
        with group(turn=15 * rib):
            sweep(
                [(r, 0, z) for r, z in outline],
                [0.4, 1.3, 2.5, 3.2, 3.3, 3.2, 2.5, 1.3, 0.4],
                knit,
                flat=0.62,
            )
    disc(2.4, 1.0, knit, (0, 0, 31.9), 0.4)


@shelf.product(
    "rope-basket",
    "Rope basket",
    "For wool, toys or tomorrow's laundry; stands by itself.",
    material="Cotton rope, sewn; leather grips",
    dimensions="320 dia x 300 h",
    variants="oat, charcoal",
    shot=Shot(20, -24, 0.66),
    alt="Round basket of coiled {} cotton rope with leather grips",
    second=(Shot(50, 20, 0.68), "Looking down into the {} rope basket"),
)
def basket(colour):
    rope = wool(colour, 0.8)
    disc(15, 1.0, rope, bevel=0.4)
    for level in range(22):
        ring(15.2 + 0.5 * math.sin(level / 21 * math.pi), 0.72, rope, (0, 0, 0.75 + level * 1.32))
    for side in (-1, 1):
        sweep(
            [
                (side * 15.6, -4.5, 24.5),
                (side * 16.8, -4.2, 28),
                (side * 17.4, -2.5, 32.4),
                (side * 17.5, 0, 33.6),
                (side * 17.4, 2.5, 32.4),
                (side * 16.8, 4.2, 28),
                (side * 15.6, 4.5, 24.5),
            ],
            0.9,
            leather(),
            flat=0.45,
        )
