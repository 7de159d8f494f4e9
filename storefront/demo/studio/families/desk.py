"""Desk and paper."""

import math

from catalogue import Category
from materials import glass, linen, metal, paint, paper, rubber, wood
from shapes import box, cutout, lathe, ribbon, ring, rod, rounded, slab, sweep
from studio import Shot, group

shelf = Category("Desk")


@shelf.product(
    "notebook",
    "Linen notebook",
    "192 dotted pages that lie flat, in a sewn linen cover.",
    material="Linen over board, 100 g paper, cotton elastic",
    dimensions="150 x 210 x 18",
    variants="ink, moss, brick, sand",
    shot=Shot(38, 26, 0.72),
    alt="Closed notebook in {} linen with an elastic band and a ribbon",
    second=(
        Shot(17, -38, 0.78),
        "The {} notebook from the corner, showing its page block and ribbon",
    ),
)
def notebook(colour):
    cloth = linen(colour, 0.6)
    for z in (0, 1.55):
        slab([rounded(15, 21, 0.5)], 0.28, cloth, (0, 0, z), bevel=0.1)
    box((0.5, 21, 1.6), cloth, (-7.3, 0, 0.1), bevel=0.22)
    for leaf in range(8):
        box(
            (14.2, 20.4, 0.155),
            paper("#f2ead8" if leaf % 2 else "#e9dfca"),
            (-0.1, 0, 0.29 + leaf * 0.158),
            bevel=0.03,
        )
    box((0.55, 21.16, 1.98), rubber("charcoal"), (5.4, 0, -0.03), bevel=0.06)
    ribbon(
        [(-10.2, 0.9), (-11.2, 0.7), (-12.4, 0.14), (-14.0, 0.1)],
        0.06,
        0.5,
        linen("ochre", 0.4),
        (-1.6, 0, 0),
    )


@shelf.product(
    "pencils",
    "Cedar pencils, set of six",
    "Soft, dark, and pleasant to sharpen.",
    material="Cedar, graphite 2B, water-based lacquer",
    dimensions="7 dia x 175 each",
    option="set",
    variants="mixed, natural",
    shot=Shot(46, 34, 0.78),
    alt="Six sharpened cedar pencils side by side, {}",
)
def pencils(choice):
    cedar, lead = wood("beech", "z"), paint("charcoal", 0.3)
    lying = (
        ("ink", 0.7, -8.4),
        ("moss", -0.5, -9.5),
        ("ochre", 0.3, -8.8),
        ("rust", 0.9, -8.1),
        ("sky", -0.8, -9.3),
        ("plum", 0.2, -8.6),
    )
    for i, (colour, slant, y) in enumerate(lying):
        coat = paint(colour, 0.3) if choice == "mixed" else wood("oak" if i % 2 else "beech", "z")
        spin, at = (-90, 0, slant), (i * 1.35 - 3.4, y, 0.46)
        lathe(
            [(0, 0), (0.47, 0), (0.47, 0), (0.52, 0.06), (0.52, 0.06), (0.52, 16.2)],
            coat,
            at,
            spin,
            segments=6,
        )
        lathe([(0.52, 16.2), (0.16, 18.2)], cedar, at, spin, steps=1)
        lathe([(0.16, 18.2), (0.03, 18.9), (0, 18.95)], lead, at, spin, steps=1)


@shelf.product(
    "pen-tray",
    "Pen tray",
    "A shallow tray that ends the search for the good pen.",
    material="Solid wood, oiled; brass pen",
    dimensions="240 x 80 x 22",
    option="wood",
    variants="walnut, oak",
    shot=Shot(32, 24, 0.78),
    alt="Long tray of {} with a brass pen and two clips",
)
def pen_tray(kind):
    stuff = wood(kind, "x")
    slab([rounded(24, 8, 1.6)], 0.8, stuff, bevel=0.15)
    slab([rounded(24, 8, 1.6), rounded(22.4, 6.4, 1.0)], 1.7, stuff, (0, 0, 0.5), bevel=0.2)
    brass = metal("brass", False)
    with group((-0.6, 0.4, 1.35), 4):
        lathe(
            [
                (0, -7),
                (0.35, -7),
                (0.52, -6.6),
                (0.55, -2),
                (0.55, 4.4),
                (0.36, 6.2),
                (0.08, 7.2),
                (0, 7.2),
            ],
            brass,
            turn=(0, 90, 0),
        )
        ring(0.55, 0.06, paint("black"), (0.4, 0, 0), (0, 90, 0))
        box((4.0, 0.3, 0.12), brass, (-4.6, 0, 0.62), bevel=0.05)
    for x, spin in ((7.4, 20), (8.8, -35)):
        with group((x, -1.6, 0.95), spin):
            sweep(
                [
                    (-1.4, -0.4, 0),
                    (1.2, -0.4, 0),
                    (1.5, 0, 0),
                    (1.2, 0.4, 0),
                    (-1.1, 0.4, 0),
                    (-1.3, 0.1, 0),
                    (0.8, -0.1, 0.1),
                ],
                0.07,
                metal("copper", False),
                segments=10,
            )


@shelf.product(
    "tape-dispenser",
    "Tape dispenser",
    "Two kilos of calm: tear with one hand.",
    material="Cast iron, steel blade, rubber foot; one roll of paper tape",
    dimensions="150 x 60 x 85 h",
    variants="brick, charcoal, sage",
    shot=Shot(18, -24, 0.66),
    alt="Weighted tape dispenser in {} with a roll of tape",
)
def tape_dispenser(colour):
    coat = paint(colour, 0.5)
    cutout(
        [
            (-7.4, 0),
            (-7.4, 0),
            (7.4, 0),
            (7.4, 0),
            (7.6, 3.4),
            (7.3, 4.1),
            (5.8, 3.6),
            (3.6, 2.5),
            (0.8, 2.2),
            (-1.8, 2.6),
            (-5.4, 3.4),
            (-7.2, 2.6),
        ],
        5.6,
        coat,
        (0, 0, 0.3),
        0.5,
    )
    box((14.2, 5.0, 0.5), rubber(), bevel=0.1)
    for y in (-1.9, 1.9):
        cutout(
            [(-5.4, 2.0), (-5.0, 5.0), (-3.2, 6.5), (-1.2, 5.0), (-0.6, 2.0)],
            1.0,
            coat,
            (0, y, 0.3),
        )
    with group((-3.2, 0, 5.4)):
        tape = [
            (3.5, -1.2),
            (3.5, -1.2),
            (3.5, 1.2),
            (3.5, 1.2),
            (2.1, 1.2),
            (2.1, 1.2),
            (2.1, -1.2),
            (2.1, -1.2),
            (3.5, -1.2),
        ]
        lathe(tape, paper("#e6cf9c"), turn=(90, 0, 0), steps=1)
        lathe(
            [(2.12, -1.22), (2.12, 1.22), (1.5, 1.22), (1.5, -1.22)],
            paper("#f7f3ea"),
            turn=(90, 0, 0),
            steps=1,
        )
        rod((0, -2.4, 0), (0, 2.4, 0), 1.3, metal("steel"))
    box((0.2, 2.8, 1.4), metal("steel", False), (7.35, 0, 4.1), (0, 12, 0), bevel=0.05)
    sweep([(-2.0, 0, 8.68), (2.6, 0, 6.9), (7.2, 0, 5.2)], 1.2, paper("#e6cf9c"), flat=0.02)


@shelf.product(
    "paperweight",
    "Glass paperweight",
    "A twist of colour held in solid glass.",
    material="Solid glass",
    dimensions="80 dia x 62 h; 480 g",
    variants="ochre, sky, rust",
    shot=Shot(20, 0, 0.5),
    alt="Domed glass paperweight with a twist of {} and white inside",
)
def paperweight(colour):
    lathe([(0, 0), (2.2, 0), (2.8, 0.2), (3.9, 1.9), (3.9, 3.6), (2.6, 5.6), (0, 6.4)], glass())
    for k in range(6):
        turns = [2 * math.pi * (k / 6 + t / 14) for t in range(8)]
        bow = (0.5, 1.3, 1.9, 2.2, 2.1, 1.7, 1.1, 0.3)
        sweep(
            [
                (r * math.cos(a), r * math.sin(a), 1.0 + 0.55 * t)
                for t, (a, r) in enumerate(zip(turns, bow, strict=False))
            ],
            [0.1, 0.42, 0.5, 0.42, 0.1],
            paint("chalk" if k % 2 else colour, 0.4),
            flat=0.5,
        )


@shelf.product(
    "desk-clock",
    "Desk clock",
    "Silent hands, no numbers, one battery a year.",
    material="Solid wood, steel, glass; one AA cell",
    dimensions="120 dia x 45 deep",
    option="wood",
    variants="oak, walnut",
    shot=Shot(8, -22, 0.6),
    alt="Round desk clock in a case of {} with a white face and dark hands",
    second=(
        Shot(4, 30, 0.62),
        "The clock in {} from the other side, showing the depth of its case",
    ),
)
def desk_clock(kind):
    with group((0, 0, 6.2)):
        lathe(
            [
                (0, -2.2),
                (5.7, -2.2),
                (6.1, -1.9),
                (6.1, -1.9),
                (6.1, 1.9),
                (6.1, 1.9),
                (5.8, 2.2),
                (5.4, 2.2),
                (5.4, 2.2),
                (5.4, 1.6),
                (5.4, 1.6),
                (0, 1.6),
            ],
            wood(kind, "x"),
            turn=(90, 0, 0),
        )
        lathe([(0, 1.62), (5.38, 1.62)], paper("#f8f5ec"), turn=(90, 0, 0), steps=1)
        ink = paint("charcoal")
        for hour in range(12):
            a = math.radians(30 * hour)
            tall = 0.9 if hour % 3 == 0 else 0.55
            box(
                (0.2, 0.08, tall),
                ink,
                ((4.9 - tall) * math.sin(a), -1.68, (4.9 - tall) * math.cos(a)),
                (0, 30 * hour, 0),
                bevel=0.03,
            )
        for angle, tall, wide in ((305, 2.9, 0.34), (60, 4.2, 0.24)):
            box((wide, 0.1, tall), ink, (0, -1.8, 0), (0, angle, 0), bevel=0.04)
        box((0.09, 0.08, 4.4), paint("brick"), (0, -1.9, 0), (0, 200, 0), bevel=0.02)
        lathe(
            [(0, 1.6), (0.4, 1.6), (0.4, 2.0), (0, 2.0)],
            metal("brass", False),
            turn=(90, 0, 0),
            steps=1,
        )
    for x in (-2.6, 2.6):
        rod((x, -1.6, 0.45), (x, 1.6, 0.45), 0.45, metal("brass"))


@shelf.product(
    "bookends",
    "Bookends, pair",
    "Thin where the books stand, strong where they lean.",
    material="Folded steel, powder-coated",
    dimensions="120 x 90 x 150 h each",
    variants="ochre, slate",
    shot=Shot(14, -20, 0.78),
    alt="A pair of folded steel bookends in {} holding a row of linen-bound books",
)
def bookends(colour):
    coat = paint(colour, 0.42)
    for side in (-1, 1):
        slab(
            [rounded(17, 15, 2.5)],
            0.35,
            coat,
            (side * 9.8 - 0.17, -0.6, 7.5),
            (90, 0, 90),
            bevel=0.1,
        )
        slab([rounded(9, 12, 0.8)], 0.3, coat, (side * 5.5, 0, 0), bevel=0.08)
    x = -9.5
    for thick, tall, deep, cloth in (
        (3.0, 21, 14, "moss"),
        (2.2, 19, 13, "oat"),
        (3.6, 22, 15, "ink"),
        (2.6, 18, 12.6, "rose"),
        (1.8, 20, 13.5, "charcoal"),
        (3.2, 21.5, 14.2, "rust"),
        (2.4, 18.6, 13, "sand"),
    ):
        cover = linen(cloth, 0.6)
        box(
            (thick - 0.7, deep - 0.6, tall - 0.6),
            paper("#efe6d3"),
            (x + thick / 2, 0.25, 0.6),
            bevel=0.05,
        )
        for edge in (0.18, thick - 0.18):
            box((0.28, deep, tall), cover, (x + edge, 0, 0.3), bevel=0.08)
        box((thick, 0.4, tall), cover, (x + thick / 2, -deep / 2, 0.3), bevel=0.16)
        box(
            (thick * 0.5, 0.05, 2.4),
            paper(),
            (x + thick / 2, -deep / 2 - 0.2, tall * 0.68),
            bevel=0.01,
        )
        x += thick + 0.03


@shelf.product(
    "magnifier",
    "Magnifying glass",
    "For maps, stamps and the small print.",
    material="Glass lens x3, brass, turned wood",
    dimensions="90 dia x 205 long",
    option="wood",
    variants="walnut, oak",
    shot=Shot(44, -34, 0.74),
    alt="Round magnifying glass with a brass rim and a handle of {}",
)
def magnifier(kind):
    slab([rounded(18, 13, 0.1)], 0.06, paper(), (-1, 1.5, 0), (0, 0, 8), bevel=0.01)
    with group((-1, 1.5, 0.07), 8):
        for i in range(9):
            box(
                (13 - (4 if i in (3, 8) else i % 3 * 0.6), 0.32, 0.02),
                paint("slate"),
                (-0.4 - (2 if i in (3, 8) else 0), 4.6 - i * 1.15, 0),
                bevel=0.005,
            )
    with group((-1, 0.5, 0.9)):
        ring(4.5, 0.42, metal("brass", False), squash=1.3)
        lathe([(0, -0.32), (3.0, -0.18), (4.4, 0), (4.4, 0), (3.0, 0.18), (0, 0.32)], glass())
        rod((4.7, 0, 0), (6.8, 0, 0), 0.45, metal("brass", False))
        lathe(
            [
                (0, 6.6),
                (0.6, 6.6),
                (0.75, 7.0),
                (0.62, 8.4),
                (0.95, 11.6),
                (0.95, 14.0),
                (0.6, 15.2),
                (0, 15.5),
            ],
            wood(kind, "z"),
            turn=(0, 90, 0),
        )
