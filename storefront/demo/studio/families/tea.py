"""Tea and coffee."""

import math

from catalogue import Category
from materials import glass, metal, paint, paper, porcelain, rubber, stoneware, wood
from shapes import add, ball, curve, disc, from_rings, lathe, ring, rod, sweep, vessel
from studio import Shot

shelf = Category("Tea & coffee")


@shelf.product(
    "hob-mug",
    "Hob mug",
    "A generous stoneware mug with a handle that fits three fingers.",
    material="Stoneware, lead-free glaze, bare clay foot",
    dimensions="85 dia x 95 h; 360 ml",
    option="glaze",
    variants="oat, moss, ink, clay",
    shot=Shot(16, -28, 0.56),
    alt="Stoneware mug in {} glaze with a round handle and a bare clay foot",
    second=(Shot(48, -40, 0.62), "The {} mug from above, the inside glazed in the same colour"),
)
def mug(glaze):
    clay = stoneware(glaze, foot=0.9)
    vessel(
        [(0, 0), (3.1, 0), (3.6, 0.15), (4.1, 0.9), (4.25, 2.6), (4.25, 6.5), (4.2, 9.5)],
        clay,
        wall=0.38,
    )
    sweep(
        [(4.0, 0, 7.7), (5.6, 0, 8.0), (7.0, 0, 6.9), (7.0, 0, 4.6), (5.7, 0, 2.9), (3.9, 0, 2.5)],
        [0.75, 0.62, 0.58, 0.58, 0.62, 0.8],
        clay,
        flat=0.62,
    )


@shelf.product(
    "round-teapot",
    "Round teapot",
    "Pours without a drip; the oak bail stays cool.",
    material="Stoneware, oak, brass",
    dimensions="225 w x 150 d x 205 h; 900 ml",
    option="glaze",
    variants="ink, chalk, moss",
    shot=Shot(14, 8, 0.68),
    alt="Round stoneware teapot in {} glaze with an arched oak handle",
    second=(Shot(38, 38, 0.66), "The {} teapot turned, with its lid and bail from above"),
)
def teapot(glaze):
    clay = stoneware(glaze, foot=0.5, gloss=0.36)
    lathe(
        [
            (0, 0),
            (4.0, 0),
            (4.6, 0.3),
            (6.8, 2.6),
            (7.5, 5.6),
            (6.6, 8.9),
            (4.3, 10.7),
            (3.4, 11.0),
        ],
        clay,
    )
    lathe([(0, 10.6), (3.6, 10.7), (3.75, 11.0), (3.5, 11.35), (1.8, 11.85), (0.6, 12.0)], clay)
    ball(0.95, wood("oak", "z"), (0, 0, 12.75), 0.85)
    sweep(
        [(6.2, 0, 4.2), (8.6, 0, 5.2), (9.8, 0, 7.6), (11.6, 0, 9.8)], [1.7, 1.25, 0.9, 0.72], clay
    )
    disc(0.5, 0.02, rubber(), (11.75, 0, 10.02), 0.01, turn=(0, 40, 0))
    for side in (-1, 1):
        rod((side * 4.9, 0, 10.2), (side * 5.6, 0, 12.2), 0.28, metal("brass"))
    sweep(
        [
            (-5.4, 0, 11.7),
            (-5.8, 0, 14.2),
            (-4.0, 0, 17.4),
            (0, 0, 18.7),
            (4.0, 0, 17.4),
            (5.8, 0, 14.2),
            (5.4, 0, 11.7),
        ],
        0.58,
        wood("oak", "x"),
    )


@shelf.product(
    "pour-over",
    "Pour-over set",
    "A ribbed dripper on a glass server: one jug, two good cups.",
    material="Stoneware, borosilicate glass, oak",
    dimensions="155 w x 130 d x 220 h; 500 ml",
    option="glaze",
    variants="chalk, clay",
    shot=Shot(13, -18, 0.66),
    alt="Coffee dripper in {} glaze on a glass server with fresh coffee",
    second=(Shot(30, 30, 0.66), "The {} dripper from above, over its glass server"),
)
def pour_over(glaze):
    clay = stoneware(glaze, speckle=0.35)
    jug = [
        (0, 0),
        (4.8, 0),
        (5.6, 0.4),
        (6.2, 2.2),
        (5.5, 6.0),
        (3.7, 9.6),
        (3.6, 10.6),
        (4.2, 12.2),
    ]
    vessel(jug, glass(), wall=0.22)
    filled = [(p.x + 0.02, p.y) for p in curve(jug) if p.y < 4.6]
    lathe([*filled, (0, filled[-1][1])], paint("#25120a", 0.1), steps=1)
    disc(5.6, 0.55, clay, (0, 0, 12.3), 0.25)
    vessel([(0, 12.6), (2.1, 12.6), (2.6, 13.2), (5.6, 20.2), (5.9, 21.6)], clay, wall=0.35)
    sweep(
        [(4.4, 0, 18.6), (6.8, 0, 19.4), (7.6, 0, 17.4), (6.2, 0, 14.8), (3.0, 0, 14.3)],
        0.5,
        clay,
        flat=0.6,
    )
    sweep(
        [(5.0, 0, 8.6), (7.2, 0, 9.2), (8.3, 0, 7.0), (7.6, 0, 4.0), (6.0, 0, 2.9)], 0.42, glass()
    )
    ring(3.7, 0.28, wood("oak", "x"), (0, 0, 10.2), squash=1.8)


@shelf.product(
    "gooseneck-kettle",
    "Gooseneck kettle",
    "Electric, with a slow, steady pour; stops itself at the boil.",
    material="Steel, walnut, heat-proof resin; 230 V, 1200 W",
    dimensions="290 w x 170 d x 235 h; 900 ml",
    option="finish",
    variants="black, steel, sage",
    shot=Shot(12, 6, 0.74),
    alt="Electric gooseneck kettle in {} with a walnut handle on its base",
    second=(Shot(34, 34, 0.68), "The {} kettle turned to show its lid and long spout"),
)
def kettle(finish):
    skin = metal("steel") if finish == "steel" else paint(finish, 0.38)
    disc(7.6, 1.6, rubber("charcoal"), bevel=0.4)
    lathe(
        [
            (0, 1.9),
            (7.0, 1.9),
            (7.0, 1.9),
            (7.15, 2.3),
            (6.6, 5.5),
            (5.2, 11.5),
            (4.6, 13.4),
            (4.6, 13.4),
            (4.2, 13.8),
            (1.4, 14.5),
            (0, 14.6),
        ],
        skin,
    )
    ring(7.05, 0.12, metal("steel"), (0, 0, 2.0))
    disc(0.7, 0.8, skin, (0, 0, 14.4), 0.2)
    lathe([(0, 15.1), (1.0, 15.1), (1.45, 15.6), (1.3, 16.3), (0, 16.5)], wood("walnut", "x"))
    sweep(
        [
            (5.6, 0, 4.2),
            (8.6, 0, 4.4),
            (9.8, 0, 7.2),
            (10.6, 0, 11.8),
            (12.6, 0, 13.6),
            (14.8, 0, 12.6),
        ],
        [1.0, 0.8, 0.68, 0.6, 0.56, 0.5],
        skin,
    )
    sweep([(-4.6, 0, 12.2), (-6.8, 0, 13.6), (-9.6, 0, 13.6), (-10.8, 0, 12.2)], 0.5, skin)
    sweep(
        [(-10.6, 0, 12.6), (-11.2, 0, 10.4), (-10.6, 0, 7.2), (-9.6, 0, 4.8)],
        [0.75, 0.95, 0.95, 0.7],
        wood("walnut", "z"),
        flat=0.8,
    )


@shelf.product(
    "tea-tin",
    "Tea tin",
    "Keeps 125 g of leaves dry and dark behind a double lid.",
    material="Tinplate, paper label",
    dimensions="90 dia x 125 h; 600 ml",
    variants="forest, ochre, rust",
    shot=Shot(15, 0, 0.54),
    alt="Cylindrical tea tin in {} with a paper label",
)
def tea_tin(colour):
    skin = paint(colour, 0.34)
    lathe([(0, 0), (4.3, 0), (4.5, 0.12), (4.5, 0.12), (4.5, 8.6), (4.5, 8.6), (4.38, 8.7)], skin)
    lathe(
        [
            (4.3, 8.75),
            (4.58, 8.75),
            (4.58, 8.75),
            (4.6, 11.9),
            (4.6, 11.9),
            (4.45, 12.15),
            (4.2, 12.05),
            (4.2, 12.05),
            (0, 12.05),
        ],
        skin,
    )
    ring(4.52, 0.09, metal("brass"), (0, 0, 8.72))
    lathe([(4.52, 2.4), (4.53, 6.6)], paper(), steps=1)
    for z, tall in ((5.7, 0.5), (4.85, 0.16), (4.4, 0.16), (3.4, 0.12)):
        band(4.545, z, tall, 1.35 if tall == 0.5 else 0.9, paint("charcoal"))


def band(radius, z, tall, half_width, material):
    """A printed line on the front of a cylinder."""
    reach = half_width / radius
    angles = [-math.pi / 2 - reach + reach * i / 8 for i in range(17)]
    arc = [(radius * math.cos(a), radius * math.sin(a)) for a in angles]
    add(
        from_rings([[(x, y, h) for x, y in arc] for h in (z, z + tall)], closed=False, caps=False),
        material,
    )


@shelf.product(
    "espresso-cup",
    "Espresso cup and saucer",
    "Thin porcelain that stays warm for exactly one espresso.",
    material="Porcelain",
    dimensions="saucer 120 dia; cup 62 dia x 58 h; 80 ml",
    variants="white, sky",
    shot=Shot(24, -24, 0.6),
    alt="Small {} porcelain cup with espresso on its saucer",
    second=(Shot(55, -30, 0.66), "Espresso with crema in the {} cup, seen from above"),
)
def espresso(colour):
    china = porcelain() if colour == "white" else porcelain(colour)
    lathe(
        [
            (0, 0),
            (3.0, 0),
            (3.3, 0.2),
            (5.6, 1.15),
            (6.0, 1.45),
            (5.95, 1.6),
            (5.4, 1.4),
            (3.0, 0.62),
            (0, 0.6),
        ],
        china,
    )
    vessel(
        [(0, 0.7), (1.7, 0.7), (1.9, 0.9), (2.7, 1.9), (3.05, 4.0), (3.1, 6.2)], china, wall=0.24
    )
    lathe([(0, 5.2), (2.84, 5.2)], paint("#2c1508", 0.2), steps=1)
    ring(2.75, 0.14, paint("#8f5a2c", 0.35), (0, 0, 5.14))
    sweep(
        [(2.95, 0, 5.3), (4.2, 0, 5.5), (4.75, 0, 4.4), (4.1, 0, 3.0), (2.75, 0, 2.6)],
        0.3,
        china,
        flat=0.8,
    )


@shelf.product(
    "tea-cups",
    "Tasting cups, set of two",
    "Small cups without a handle, for tea that is not too hot.",
    material="Stoneware, lead-free glaze",
    dimensions="80 dia x 65 h each; 180 ml",
    option="glaze",
    variants="sage, rose",
    shot=Shot(20, 0, 0.68),
    alt="Two handleless tea cups in {} glaze, one with tea",
)
def tea_cups(glaze):
    clay = stoneware(glaze, foot=0.9, speckle=0.7)
    outline = [(0, 0), (2.0, 0), (2.3, 0.5), (3.4, 1.6), (3.95, 3.8), (4.0, 6.5)]
    for x, y in ((-4.9, 1.5), (4.7, -1.5)):
        vessel(outline, clay, wall=0.32, at=(x, y, 0))
    lathe([(0, 4.9), (3.62, 4.9)], paint("#a8772f", 0.08), at=(4.7, -1.5, 0), steps=1)


@shelf.product(
    "milk-jug",
    "Milk jug",
    "A jug with a pinched lip, also good for a few stems.",
    material="Stoneware, lead-free glaze",
    dimensions="120 w x 85 d x 115 h; 300 ml",
    option="glaze",
    variants="butter, ink",
    shot=Shot(17, -14, 0.56),
    alt="Stoneware jug in {} glaze with a pinched lip and a handle",
)
def milk_jug(glaze):
    clay = stoneware(glaze, foot=0.8)
    body = vessel(
        [(0, 0), (3.0, 0), (3.5, 0.3), (4.4, 2.6), (4.3, 5.2), (3.2, 8.2), (3.1, 9.6), (3.6, 11.4)],
        clay,
        wall=0.34,
    )
    for vertex in body.data.vertices:
        x, y, z = vertex.co
        if z > 8.6:
            lift = (z - 8.6) / 2.8
            pull = max(0, -x / 3.6) ** 5 * lift
            vertex.co = (x - 1.5 * pull, y * (1 - 0.5 * max(0, -x / 3.6) * lift**2), z + 0.5 * pull)
    sweep(
        [(3.0, 0, 9.6), (5.0, 0, 10.2), (6.4, 0, 8.6), (6.3, 0, 5.6), (4.2, 0, 3.4)],
        [0.6, 0.5, 0.5, 0.5, 0.65],
        clay,
        flat=0.65,
    )
