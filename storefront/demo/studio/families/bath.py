"""Bath and care."""

import math
from random import Random

from catalogue import Category
from materials import (
    cork,
    glass,
    leather,
    metal,
    mirror,
    paint,
    paper,
    rubber,
    stoneware,
    wax,
    wood,
    wool,
)
from shapes import box, bristles, curve, lathe, oval, rod, rounded, slab, sweep, vessel
from studio import Shot, group

shelf = Category("Bath & care")


@shelf.product(
    "soap-bar",
    "Soap bar, pair",
    "Cold-made from olive oil; it cures for six weeks before we sell it.",
    material="Olive oil, shea butter, clay; paper band",
    dimensions="85 x 55 x 28; 110 g each",
    option="scent",
    variants="olive, rose clay, oat",
    shot=Shot(26, -28, 0.64),
    alt="Two bars of {} soap, one in a paper band",
)
def soap(scent):
    colour = {"olive": "#aeb183", "rose clay": "#d3a08e", "oat": "#e2d2ae"}[scent]
    cake = wax(colour, 0.5)
    with group((-1.4, 1.0, 0), 10):
        box((8.5, 5.5, 2.8), cake, bevel=0.7)
        box((3.2, 5.66, 2.96), paper("#efe7d6"), (0, 0, -0.06), bevel=0.72)
        box((1.7, 0.02, 0.5), paint("charcoal"), (0, -2.84, 1.4), bevel=0.004)
        slab([oval(1.7, 1.7)], 0.03, paint(colour, 0.7), (0, 0, 2.88), bevel=0.005)
    with group((2.0, -1.4, 0), -24):
        box((8.5, 5.5, 2.8), cake, (0, -5.0, 0), bevel=0.7)
        slab(
            [rounded(6.0, 3.2, 0.9), rounded(5.6, 2.8, 0.7)],
            0.12,
            cake,
            (0, -5.0, 2.74),
            bevel=0.03,
        )


@shelf.product(
    "hand-wash",
    "Hand wash",
    "Mild, unscented or with cedar, in glass that we take back.",
    material="Amber glass, resin pump, paper label",
    dimensions="75 dia x 195 h; 400 ml",
    option="scent",
    variants="cedar, plain",
    shot=Shot(10, -16, 0.7),
    alt="Amber glass bottle with a black pump and a paper label, {} hand wash",
    second=(
        Shot(10, -30, 0.7, zoom=1.7, focus=(0, 0, 13)),
        "Close view of the pump and the label, {} hand wash",
    ),
)
def hand_wash(scent):
    vessel(
        [
            (0, 0),
            (3.2, 0),
            (3.6, 0.3),
            (3.75, 1.0),
            (3.75, 2.0),
            (3.75, 10.2),
            (3.7, 11.2),
            (3.0, 12.7),
            (1.6, 13.4),
            (1.35, 13.8),
            (1.35, 15),
        ],
        glass("#8f5218"),
        wall=0.22,
        floor=0.5,
    )
    lathe([(3.78, 2.2), (3.79, 9.4)], paper("#efe6d4" if scent == "cedar" else "#f7f4ec"), steps=1)
    ink = paint("charcoal")
    for z, tall, wide in ((7.6, 0.6, 2.6), (6.7, 0.2, 1.8), (6.2, 0.2, 1.8), (3.2, 0.15, 2.2)):
        for k in range(int(wide / 0.2)):
            a = -math.pi / 2 + (k * 0.2 - wide / 2) / 3.8
            box(
                (0.21, 0.02, tall),
                ink,
                (3.8 * math.cos(a), 3.8 * math.sin(a), z),
                (0, 0, math.degrees(a) + 90),
                bevel=0.004,
            )
    black = rubber("black")
    lathe(
        [
            (0, 14.2),
            (1.75, 14.2),
            (1.75, 14.2),
            (1.75, 15.6),
            (1.75, 15.6),
            (0.9, 15.9),
            (0.55, 16.1),
        ],
        black,
    )
    rod((0, 0, 15.8), (0, 0, 18.2), 0.4, black)
    sweep(
        [(-0.9, 0, 18.6), (0, 0, 18.75), (2.6, 0, 18.6), (4.0, 0, 18.2), (4.3, 0, 17.6)],
        [0.75, 0.8, 0.55, 0.42, 0.36],
        black,
        flat=0.75,
    )


@shelf.product(
    "bath-brush",
    "Bath brush",
    "Long enough for the middle of your back.",
    material="Beech or walnut, plant bristle, leather",
    dimensions="410 x 80 x 45",
    option="wood",
    variants="beech, walnut",
    shot=Shot(34, 28, 0.84),
    alt="Long-handled bath brush of {} lying with its bristles up",
)
def bath_brush(kind):
    stuff = wood(kind, "x")
    outline = [
        (-11.0, 0),
        (-10.2, 2.9),
        (-6.0, 4.0),
        (-1.5, 3.3),
        (1.5, 1.5),
        (5.0, 1.1),
        (20, 1.25),
        (25.4, 1.6),
        (26.6, 0),
    ]
    upper = [(p.x, p.y) for p in curve(outline, 8)]
    eye = [(x + 25.2, y) for x, y in oval(0.9, 0.9, 24)]
    slab([upper + [(x, -y) for x, y in reversed(upper[1:-1])], eye], 1.9, stuff, bevel=0.7)
    random = Random(4)  # noqa: S311 - for looks
    spots = [
        (x * 0.36 - 9.6 + random.uniform(-0.1, 0.1), y * 0.36 + random.uniform(-0.1, 0.1))
        for x in range(26)
        for y in range(-9, 10)
        if ((x * 0.36 - 4.6) / 5.0) ** 2 + (y * 0.36 / 3.1) ** 2 < 1
    ]
    for turn in range(3):
        bristles(
            spots,
            2.7,
            0.085,
            paint("#d9bf8f", 0.7),
            (0.1 * turn, 0.07 * turn, 1.7),
            lean=0.3,
            seed=turn,
        )
    sweep(
        [
            (25.2, 0, 2.0),
            (27.2, 1.2, 1.6),
            (30.5, 1.8, 0.3),
            (31.4, 0, 0.25),
            (30.5, -1.6, 0.3),
            (27.2, -1.0, 0.4),
            (25.2, 0, 0.2),
        ],
        0.25,
        leather(),
        flat=0.5,
    )


@shelf.product(
    "soap-dish",
    "Soap dish",
    "Ridges and a spout, so that the soap dries and the basin stays clean.",
    material="Stoneware, lead-free glaze",
    dimensions="135 x 95 x 28",
    option="glaze",
    variants="slate, chalk",
    shot=Shot(30, -20, 0.68),
    alt="Oval soap dish in {} glaze with a bar of soap on its ridges",
)
def soap_dish(glaze):
    clay = stoneware(glaze, foot=0.0)
    vessel([(0, 0), (5.0, 0), (5.4, 0.15), (6.4, 1.2), (6.75, 2.6)], clay, wall=0.42, squash=0.72)
    for k in range(7):
        x = -3.6 + k * 1.2
        reach = 3.4 * math.sqrt(1 - (x / 5.6) ** 2)
        rod((x, -reach, 0.75), (x, reach, 0.75), 0.32, clay)
    slab([oval(8.2, 5.0)], 2.3, wax("#e6d8b8", 0.5), (0.2, 0, 1.1), (0, 0, 6), bevel=0.9)


@shelf.product(
    "bath-stool",
    "Bath stool",
    "A dry seat by the bath; holds a book or a person.",
    material="Solid wood, water-resistant oil",
    dimensions="330 dia x 440 h",
    option="wood",
    variants="oak, walnut, ebonised oak",
    shot=Shot(13, 12, 0.72),
    alt="Round three-legged stool of {}",
    second=(Shot(40, -20, 0.74), "The seat of the {} stool from above"),
)
def stool(kind):
    seat = wood(kind, "x")
    lathe(
        [
            (0, 41),
            (14.6, 41),
            (16.0, 41.4),
            (16.5, 42.4),
            (16.2, 43.5),
            (15.0, 43.9),
            (8, 43.6),
            (0, 43.4),
        ],
        seat,
    )
    legs = [math.radians(a) for a in (90, 210, 330)]
    for a in legs:
        rod(
            (9.4 * math.cos(a), 9.4 * math.sin(a), 41.5),
            (15.6 * math.cos(a), 15.6 * math.sin(a), 0),
            [1.9, 1.75, 1.4],
            wood(kind, "z"),
        )
    for a, b in zip(legs, legs[1:] + legs[:1], strict=False):
        rod(
            (13.0 * math.cos(a), 13.0 * math.sin(a), 16),
            (13.0 * math.cos(b), 13.0 * math.sin(b), 16),
            0.85,
            seat,
        )


@shelf.product(
    "tooth-mug",
    "Tooth mug with two brushes",
    "A mug for the basin and two brushes of beech.",
    material="Stoneware; beech, plant-based bristle",
    dimensions="mug 75 dia x 105 h; brushes 190 long",
    option="glaze",
    variants="sky, clay",
    shot=Shot(12, 0, 0.72),
    alt="Mug in {} glaze with two wooden toothbrushes",
)
def tooth_mug(glaze):
    vessel(
        [(0, 0), (3.2, 0), (3.6, 0.2), (3.75, 0.9), (3.75, 10.5)],
        stoneware(glaze, foot=0.8),
        wall=0.36,
    )
    for way, tint in ((1, "forest"), (-1, "rust")):
        with group((0, 0.5 * way, 0), 50 * way):
            slab(
                [rounded(1.1, 18.4, 0.5)],
                0.6,
                wood("beech", "y"),
                (way * 1.1 - 0.1, 0.3, 10.2),
                (90, way * 13, 0),
                bevel=0.22,
            )
            spots = [(i * 0.16 - 0.4, j * 0.16 + 6.2) for i in range(6) for j in range(17)]
            bristles(
                spots,
                1.4,
                0.07,
                paint("#f4efe2", 0.6),
                (way * 1.1 - 0.1, -0.25, 10.2),
                (90, way * 13, 0),
                lean=0.06,
            )
            box(
                (1.12, 0.64, 0.5),
                paint(tint),
                (way * 2.05 - 0.1, 0, 14.0),
                (0, way * 13, 0),
                bevel=0.05,
            )


@shelf.product(
    "bath-salt",
    "Bath salt",
    "Sea salt, one plant and nothing else.",
    material="Sea salt, plant oil; glass, cork, beech",
    dimensions="100 dia x 135 h; 600 g",
    option="scent",
    variants="lavender, pine",
    shot=Shot(13, 0, 0.6),
    alt="Glass jar of {} bath salt with a cork lid, a wooden spoon beside it",
)
def bath_salt(scent):
    colour = {"lavender": "#cfc3d6", "pine": "#bccdb4"}[scent]
    vessel(
        [
            (0, 0),
            (4.2, 0),
            (4.8, 0.3),
            (5.0, 1.2),
            (5.0, 2.2),
            (5.0, 9.2),
            (4.9, 10.0),
            (4.4, 11.0),
            (4.2, 12.0),
        ],
        glass(),
        wall=0.24,
    )
    lathe(
        [
            (0, 0.5),
            (4.3, 0.5),
            (4.6, 1.2),
            (4.6, 2.2),
            (4.6, 7.2),
            (4.6, 8.2),
            (3.0, 8.5),
            (0, 8.8),
        ],
        wool(colour, 0.45),
    )
    lathe([(0, 11.0), (3.8, 11.0), (4.25, 12.6), (4.3, 13.4), (4.1, 13.7), (0, 13.7)], cork())
    with group((8.4, -3.6, 0), 64):
        lathe(
            [(0, 0), (1.2, 0.2), (2.0, 1.2), (1.85, 1.25), (1.1, 0.5), (0, 0.35)],
            wood("beech", "x"),
        )
        sweep(
            [(-1.7, 0, 1.0), (-3.4, 0, 1.3), (-7.4, 0, 0.5)], [0.4, 0.36, 0.5], wood("beech", "x")
        )


@shelf.product(
    "table-mirror",
    "Table mirror",
    "Tilts towards you in the morning and away in the evening.",
    material="Mirror glass, solid wood, brass pins",
    dimensions="220 w x 90 d x 270 h",
    option="wood",
    variants="walnut, oak",
    shot=Shot(9, 16, 0.7),
    alt="Round mirror on a stand of {} with brass pins",
)
def table_mirror(kind):
    stuff = wood(kind, "x")
    slab([rounded(22, 9, 2.0)], 1.8, stuff, bevel=0.3)
    for side in (-1, 1):
        slab(
            [rounded(1.5, 16, 0.7)],
            1.6,
            wood(kind, "y"),
            (side * 10.2, 0.8, 8.6),
            (90, 0, 0),
            bevel=0.25,
        )
        rod((side * 8.6, 0, 15), (side * 11.3, 0, 15), 0.5, metal("brass"))
    lathe(
        [(0, -0.6), (8.6, -0.6), (9.0, -0.3), (9.0, 0.3), (8.7, 0.6), (8.3, 0.6), (8.3, 0.45)],
        stuff,
        (0, 0, 16.5),
        (80, 0, 0),
    )
    lathe([(0, 0.46), (8.35, 0.46)], mirror(), (0, 0, 16.5), (80, 0, 0), steps=1)
