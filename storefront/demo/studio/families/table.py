"""Things for the table."""

import math

from catalogue import Category
from materials import cork, glass, linen, liquid, metal, paint, porcelain, stoneware, wood
from shapes import ball, coil, lathe, ribbon, sweep, vessel
from studio import Shot, group

shelf = Category("Table")


@shelf.product(
    "everyday-bowl",
    "Everyday bowl",
    "Soup, porridge or salad: the bowl that is always in the sink.",
    material="Stoneware, lead-free glaze",
    dimensions="170 dia x 70 h; 750 ml",
    option="glaze",
    variants="sage, oat, ink, clay",
    shot=Shot(24, 0, 0.64),
    alt="Round stoneware bowl in {} glaze on a bare clay foot",
    second=(Shot(52, 0, 0.68), "The inside of the {} bowl from above"),
)
def bowl(glaze):
    vessel(
        [(0, 0), (3.6, 0), (4.0, 0.1), (4.1, 0.9), (6.6, 2.6), (8.2, 5.0), (8.6, 7.2)],
        stoneware(glaze, foot=1.0, speckle=0.7),
        wall=0.38,
        floor=1.2,
    )


@shelf.product(
    "dinner-plates",
    "Dinner plate, set of two",
    "A flat plate with a raised edge that keeps the sauce in.",
    material="Stoneware, lead-free glaze",
    dimensions="270 dia x 25 h each",
    option="glaze",
    variants="oat, slate",
    shot=Shot(34, 0, 0.78),
    alt="Two stacked stoneware plates in {} glaze with a napkin of linen",
)
def plates(glaze):
    clay = stoneware(glaze, foot=0.3, speckle=0.8)
    outline = [
        (0, 0.0),
        (8.6, 0),
        (8.8, 0.1),
        (9.4, 0.5),
        (12.6, 1.0),
        (13.3, 2.0),
        (13.45, 2.4),
        (13.25, 2.45),
        (12.8, 1.7),
        (12.0, 1.05),
        (9.0, 0.85),
        (0, 0.8),
    ]
    for level in range(2):
        lathe(outline, clay, (0, 0, level * 1.05))
    cloth = linen("sage", 0.8)
    path = [(-3.2 + 6.4 * i / 20, 0.2 + 0.25 * math.sin(i / 20 * math.pi)) for i in range(21)]
    with group((2.5, 0.6, 1.85), 68):
        for level in range(3):
            ribbon(
                path, 0.2, 19 - level * 0.3, cloth, (0, 0, level * 0.22), softness=0.25, seed=level
            )


@shelf.product(
    "carafe",
    "Water carafe",
    "A litre of tap water, dressed for dinner.",
    material="Glass, cork",
    dimensions="105 dia x 275 h; 1 l",
    variants="clear, smoke",
    option="glass",
    shot=Shot(10, 0, 0.74),
    alt="Carafe of {} glass with water and a cork ball",
)
def carafe(tint):
    colour = {"clear": "#f6fbf8", "smoke": "#a9a39b"}[tint]
    vessel(
        [
            (0, 0),
            (4.4, 0),
            (5.0, 0.4),
            (5.2, 2.6),
            (4.9, 9.5),
            (3.4, 16.0),
            (2.5, 20.0),
            (2.5, 22.0),
            (3.1, 24.6),
        ],
        glass(colour),
        wall=0.26,
        floor=0.7,
    )
    lathe(
        [(0, 0.75), (4.3, 0.75), (4.65, 1.2), (4.78, 2.6), (4.5, 9.5), (3.98, 12.2), (0, 12.2)],
        liquid("#ecf5f2"),
    )
    ball(2.6, cork(), (0, 0, 25.6))


@shelf.product(
    "tumblers",
    "Tumbler, set of three",
    "Straight glasses with a heavy base; they stack.",
    material="Recycled glass",
    dimensions="75 dia x 95 h each; 280 ml",
    variants="clear, moss, rose",
    option="glass",
    shot=Shot(17, 0, 0.76),
    alt="Three tumblers of {} glass",
    second=(Shot(38, 0, 0.76), "The {} tumblers from above, showing their heavy bases"),
)
def tumblers(tint):
    colour = {"clear": "#eef5f2", "moss": "#b9c8a0", "rose": "#e8b9ac"}[tint]
    for x, y in ((-8.2, 2.0), (0.2, -1.6), (8.4, 1.6)):
        vessel(
            [(0, 0), (3.0, 0), (3.3, 0.25), (3.5, 2.0), (3.8, 9.5)],
            glass(colour),
            wall=0.22,
            floor=1.2,
            at=(x, y, 0),
        )


@shelf.product(
    "napkin-ring",
    "Napkin ring",
    "A turned ring that holds a rolled napkin and the seat it belongs to.",
    material="Solid brass or wood",
    dimensions="50 dia x 35 w",
    variants="brass, oak, walnut",
    option="material",
    shot=Shot(22, -32, 0.74),
    alt="Rolled linen napkin in a ring of {}",
)
def napkin_ring(kind):
    stuff = metal("brass") if kind == "brass" else wood(kind, "x")
    cloth = linen("chalk", 0.7)
    ribbon(coil(3.2, 0.35, 0.52), 0.34, 20, cloth, softness=0.16)
    wide = [
        (2.28, -1.6),
        (2.5, -1.75),
        (2.72, -1.6),
        (2.78, 0),
        (2.72, 1.6),
        (2.5, 1.75),
        (2.28, 1.6),
        (2.24, 0),
        (2.28, -1.6),
    ]
    lathe(wide, stuff, (0, 0, 2.15), (0, 90, 0))


@shelf.product(
    "serving-dish",
    "Oval serving dish",
    "From the oven to the middle of the table.",
    material="Stoneware, lead-free glaze, oven-proof",
    dimensions="340 w x 200 d x 65 h; 1.8 l",
    option="glaze",
    variants="clay, chalk",
    shot=Shot(25, 14, 0.78),
    alt="Oval oven dish in {} glaze with two handles",
    second=(Shot(52, -10, 0.8), "The {} serving dish from above"),
)
def serving_dish(glaze):
    clay = stoneware(glaze, foot=0.3)
    vessel(
        [(0, 0), (11.4, 0), (12.2, 0.2), (13.4, 1.6), (14.4, 5.4), (14.7, 6.2)],
        clay,
        wall=0.5,
        squash=0.66,
    )
    for side in (-1, 1):
        sweep(
            [
                (side * 14.0, -3.6, 5.0),
                (side * 16.4, -2.8, 5.5),
                (side * 17.2, 0, 5.7),
                (side * 16.4, 2.8, 5.5),
                (side * 14.0, 3.6, 5.0),
            ],
            0.62,
            clay,
        )


@shelf.product(
    "egg-cups",
    "Egg cup, set of two",
    "Small, steady, and good for breakfast or a tealight.",
    material="Porcelain or wood",
    dimensions="50 dia x 65 h each",
    option="material",
    variants="beech, porcelain",
    shot=Shot(15, 0, 0.66),
    alt="Two egg cups of {}, one with a brown egg",
)
def egg_cups(kind):
    stuff = porcelain() if kind == "porcelain" else wood(kind, "z")
    for x, y in ((-3.4, 1.0), (3.4, -1.0)):
        lathe(
            [
                (0, 0),
                (2.1, 0),
                (2.2, 0.25),
                (2.0, 0.55),
                (0.95, 1.3),
                (0.8, 2.3),
                (1.3, 3.1),
                (2.2, 4.0),
                (2.5, 5.3),
                (2.45, 6.0),
                (2.3, 6.1),
                (2.15, 5.9),
                (2.1, 5.3),
                (1.7, 4.2),
                (0, 3.7),
            ],
            stuff,
            (x, y, 0),
        )
    egg = [
        (2.12 * math.sin(a) * (1 - 0.1 * math.cos(math.pi - a)), -2.75 * math.cos(a))
        for a in (math.pi * i / 32 for i in range(33))
    ]
    lathe(egg, stoneware("#c99873", foot=-9, speckle=0.25, gloss=0.55), (3.4, -1.0, 6.7), steps=1)


@shelf.product(
    "bud-vase",
    "Bud vase",
    "A narrow neck for one branch at a time.",
    material="Stoneware, lead-free glaze",
    dimensions="110 dia x 170 h",
    option="glaze",
    variants="rust, chalk, forest",
    shot=Shot(9, 0, 0.8),
    alt="Narrow-necked stoneware vase in {} glaze with a dried branch",
)
def vase(glaze):
    clay = stoneware(glaze, foot=0.6, gloss=0.5)
    vessel(
        [
            (0, 0),
            (2.6, 0),
            (3.1, 0.3),
            (5.1, 3.4),
            (5.3, 6.2),
            (3.4, 9.8),
            (1.5, 12.2),
            (1.25, 14.8),
            (1.75, 17.0),
        ],
        clay,
        wall=0.3,
    )
    stem, leaf = paint("#8a6a48", 0.8), paint("#a58c5a", 0.75)
    for twig, (dx, dy, tall) in enumerate(((3.4, 0.6, 28), (-3.4, -0.6, 25), (0.6, 1.2, 31))):
        sweep(
            [
                (0, 0, 9),
                (0.12 * dx, 0, 17),
                (0.5 * dx, dy * 0.5, 0.5 * (17 + tall)),
                (dx, dy, tall),
            ],
            [0.18, 0.09],
            stem,
        )
        for step in range(7):
            t = 0.25 + step * 0.12
            x, y, z = dx * t, dy * t, 17 + (tall - 17) * t
            way = 1 if (step + twig) % 2 else -1
            sweep(
                [(x, y, z), (x + way * 1.2, y - 0.3, z + 0.9), (x + way * 2.0, y - 0.4, z + 2.5)],
                [0.06, 0.7, 0.5, 0.03],
                leaf,
                flat=0.25,
                segments=12,
            )


@shelf.product(
    "cake-stand",
    "Cake stand",
    "Lifts a cake, or anything else that deserves it.",
    material="Porcelain",
    dimensions="280 dia x 120 h",
    variants="white, rose",
    shot=Shot(16, 0, 0.74),
    alt="Footed cake stand of {} porcelain",
)
def cake_stand(colour):
    lathe(
        [
            (0, 0),
            (6.2, 0),
            (6.4, 0.3),
            (5.6, 0.8),
            (2.2, 2.2),
            (1.5, 4.6),
            (1.8, 7.6),
            (3.6, 9.4),
            (9.0, 10.0),
            (13.6, 10.2),
            (14.0, 10.9),
            (14.1, 11.9),
            (13.85, 12.0),
            (13.5, 11.0),
            (12.5, 10.75),
            (0, 10.7),
        ],
        porcelain() if colour == "white" else porcelain(colour),
    )
