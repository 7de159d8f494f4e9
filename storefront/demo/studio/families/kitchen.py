"""Kitchen."""

import math

from catalogue import Category
from materials import cork, enamel, glass, leather, linen, marble, metal, rubber, stoneware, wood
from shapes import (
    add,
    ball,
    disc,
    from_rings,
    lathe,
    oval,
    ribbon,
    ring,
    rod,
    rounded,
    slab,
    sweep,
    vessel,
)
from studio import Shot, group

shelf = Category("Kitchen")


@shelf.product(
    "bread-board",
    "Bread board",
    "One plank, oiled by hand, with a leather loop to hang it by.",
    material="Solid wood, linseed oil, leather",
    dimensions="420 x 220 x 20",
    option="wood",
    variants="oak, walnut",
    shot=Shot(40, 24, 0.8),
    alt="Rectangular {} board with a round hole and a leather loop",
    second=(
        Shot(24, -30, 0.7, zoom=1.9, focus=(0, -4, 1)),
        "Close view of the {} grain and the softened edge",
    ),
)
def board(kind):
    hole = [(x + 17.6, y) for x, y in oval(2.6, 2.6)]
    slab([rounded(42, 22, 2.6), hole], 2.0, wood(kind, "x"), bevel=0.35)
    sweep(
        [
            (17.8, 0.2, 2.2),
            (19.6, 0.9, 2.3),
            (22.4, 2.2, 0.5),
            (23.6, 0.2, 0.35),
            (22.4, -1.6, 0.5),
            (19.6, -0.7, 2.3),
            (17.8, -0.2, 2.2),
        ],
        0.42,
        leather(),
        flat=0.4,
    )


@shelf.product(
    "spoon-jar",
    "Spoon jar with four spoons",
    "Stirring, tasting, serving and scraping, always in reach.",
    material="Stoneware; beech and walnut, oiled",
    dimensions="jar 115 dia x 140 h; spoons 300 long",
    option="glaze",
    variants="oat, forest",
    shot=Shot(12, 0, 0.8),
    alt="Stoneware jar in {} glaze holding four wooden spoons and spatulas",
    second=(
        Shot(16, 30, 0.8, zoom=1.9, focus=(0, 0, 24)),
        "Close view of the spoon heads and their grain, in the {} jar",
    ),
)
def spoon_jar(glaze):
    vessel(
        [(0, 0), (4.8, 0), (5.4, 0.2), (5.75, 1.2), (5.75, 13.0), (5.6, 14.0)],
        stoneware(glaze, foot=0.9),
        wall=0.45,
    )
    for kind, angle, tilt, tall in (
        ("beech", 185, 16, 29),
        ("walnut", -25, 18, 27),
        ("oak", 110, 10, 31),
        ("ash", 40, 13, 29),
    ):
        with group((0, 0, 0.8), angle):
            stuff = wood(kind, "z")
            lean = math.tan(math.radians(tilt))
            reach = tall * lean - 3.6
            foot, top = (-3.0, 0, 0.4), (reach - 1.2, 0, tall - 5)
            rod(foot, top, [0.5, 0.62], stuff)
            lathe(
                [(0, -3.4), (0.7, -3.2), (1.9, -1.6), (2.3, 0.6), (1.7, 2.9), (0, 3.6)],
                stuff,
                (reach - 0.6, 0, tall - 2.4),
                (0, tilt, 0),
                squash=0.3,
            )


@shelf.product(
    "canister",
    "Storage canister",
    "Flour, oats or coffee; the lid closes with a soft seal.",
    material="Stoneware, oak, silicone seal",
    dimensions="120 dia x 165 h; 1.2 l",
    option="glaze",
    variants="chalk, sage, ink",
    shot=Shot(15, 0, 0.58),
    alt="Cylindrical stoneware canister in {} glaze with an oak lid",
)
def canister(glaze):
    lathe(
        [(0, 0), (5.2, 0), (5.7, 0.2), (6.0, 0.9), (6.0, 13.2), (5.8, 13.7), (5.2, 13.8)],
        stoneware(glaze, foot=0.0),
    )
    ring(5.5, 0.16, rubber("charcoal"), (0, 0, 13.85))
    disc(5.95, 1.5, wood("oak", "x"), (0, 0, 14.0), 0.3)
    lathe(
        [(0, 15.4), (0.9, 15.4), (0.75, 15.9), (1.3, 16.7), (1.2, 17.3), (0, 17.5)],
        wood("oak", "x"),
    )


@shelf.product(
    "pepper-mill",
    "Pepper mill",
    "A ceramic grinder in a turned body, from coarse to dust.",
    material="Solid wood, ceramic grinder, steel",
    dimensions="60 dia x 215 h",
    option="wood",
    variants="walnut, oak, ebonised oak",
    shot=Shot(11, 0, 0.72),
    alt="Turned pepper mill of {} with a steel knob",
)
def pepper_mill(kind):
    stuff = wood(kind, "z")
    lathe(
        [
            (0, 0),
            (2.7, 0),
            (3.0, 0.2),
            (3.0, 0.2),
            (3.0, 1.6),
            (2.75, 2.4),
            (2.0, 5.2),
            (1.75, 8.4),
            (2.3, 11.6),
            (2.5, 13.0),
            (2.4, 13.6),
            (2.0, 13.8),
        ],
        stuff,
    )
    disc(2.2, 0.25, metal("steel"), (0, 0, 13.75), 0.08)
    lathe(
        [(0, 14.0), (2.1, 14.0), (2.45, 14.2), (2.6, 15.4), (2.2, 17.8), (1.2, 19.4), (0.5, 19.8)],
        stuff,
    )
    ball(0.85, metal("steel", False), (0, 0, 20.5))


@shelf.product(
    "mortar",
    "Mortar and pestle",
    "Heavy enough to stand still while you do not.",
    material="Marble",
    dimensions="140 dia x 105 h; pestle 165 long",
    shot=Shot(22, 0, 0.64),
    alt="White marble mortar with a pestle leaning in it",
    second=(Shot(50, 20, 0.66), "Mortar and pestle of marble from above"),
)
def mortar(_):
    stone = marble()
    vessel(
        [(0, 0), (4.6, 0), (5.0, 0.3), (5.0, 1.2), (4.7, 1.8), (6.2, 3.6), (7.0, 6.6), (7.1, 10.4)],
        stone,
        wall=1.25,
        floor=3.0,
    )
    lathe(
        [
            (0, 0),
            (1.6, 0.3),
            (2.1, 1.6),
            (1.7, 3.4),
            (1.15, 6.5),
            (1.05, 11.5),
            (1.35, 14.4),
            (1.2, 15.6),
            (0, 16.1),
        ],
        stone,
        (-1.6, 0.6, 3.2),
        (0, 42, -18),
    )


@shelf.product(
    "rolling-pin",
    "Rolling pin",
    "No handles: feel the dough through the wood.",
    material="Solid wood, oiled",
    dimensions="50 dia x 440 long",
    option="wood",
    variants="beech, walnut",
    shot=Shot(24, 32, 0.82),
    alt="Straight rolling pin of {} with tapered ends on a linen cloth",
)
def rolling_pin(kind):
    lathe(
        [
            (0, -22),
            (1.2, -22),
            (1.45, -21.6),
            (2.1, -16),
            (2.5, -9),
            (2.5, 9),
            (2.1, 16),
            (1.45, 21.6),
            (1.2, 22),
            (0, 22),
        ],
        wood(kind, "z"),
        (0, 0, 3.0),
        (0, 90, 0),
    )
    path = [(-8 + 16 * i / 30, 0.25 + 0.12 * math.sin(i * 0.9)) for i in range(31)]
    with group((4, 1, 0), 18):
        ribbon(path, 0.25, 26, linen("sand", 0.9), softness=0.3)


@shelf.product(
    "enamel-pot",
    "Enamel pot with lid",
    "Light, quick on any hob, and pretty enough for the table.",
    material="Enamelled steel, oak knob",
    dimensions="270 w x 205 d x 165 h; 3 l",
    variants="forest, butter, brick",
    shot=Shot(16, 16, 0.72),
    alt="Enamel cooking pot in {} with two handles, a lid and an oak knob",
    second=(Shot(36, -24, 0.74), "The {} pot from above, with its domed lid"),
)
def enamel_pot(colour):
    coat, rim = enamel(colour), enamel("charcoal")
    lathe([(0, 0), (9.0, 0), (9.6, 0.2), (10.0, 1.0), (10.0, 10.6)], coat)
    ring(10.05, 0.2, rim, (0, 0, 10.6))
    lathe([(9.95, 10.75), (9.8, 11.1), (7.5, 12.3), (3.5, 13.2), (0, 13.4)], coat)
    lathe(
        [(0, 13.3), (0.8, 13.3), (0.7, 13.9), (1.6, 14.8), (1.5, 15.6), (0, 15.9)], wood("oak", "x")
    )
    for side in (-1, 1):
        sweep(
            [
                (side * 9.8, -3.0, 8.4),
                (side * 12.2, -2.6, 8.8),
                (side * 12.9, 0, 8.9),
                (side * 12.2, 2.6, 8.8),
                (side * 9.8, 3.0, 8.4),
            ],
            0.5,
            rim,
            flat=0.7,
        )


@shelf.product(
    "oil-bottle",
    "Oil bottle",
    "Pours a thread or a splash, and keeps the light out.",
    material="Glass, cork, steel",
    dimensions="75 dia x 265 h; 500 ml",
    variants="green, amber",
    option="glass",
    shot=Shot(10, 0, 0.76),
    alt="Slender bottle of {} glass with a steel pourer",
)
def oil_bottle(tint):
    colour = {"green": "#7f8c45", "amber": "#a8661f"}[tint]
    vessel(
        [
            (0, 0),
            (3.2, 0),
            (3.6, 0.3),
            (3.75, 1.2),
            (3.75, 12.5),
            (3.3, 15.4),
            (1.6, 18.2),
            (1.3, 19.6),
            (1.3, 21.6),
            (1.6, 22.0),
        ],
        glass(colour),
        wall=0.24,
        floor=0.6,
    )
    disc(1.3, 1.4, cork(), (0, 0, 21.4), 0.2)
    sweep(
        [(0, 0, 22.2), (0, 0, 24.0), (0.5, 0, 25.6), (1.9, 0, 27.0)],
        [0.5, 0.36, 0.3],
        metal("steel", False),
    )


@shelf.product(
    "apron",
    "Kitchen apron",
    "Heavy linen with a deep pocket and leather straps, here on its peg.",
    material="Washed linen, leather",
    dimensions="700 x 850",
    variants="slate, rust",
    shot=Shot(3, 0, 0.82, hung=True),
    alt="Linen apron in {} with a pocket and leather neck strap, hanging from a peg",
)
def apron(colour):
    cloth = linen(colour, 2.4)

    def sheet(half_width, low, high, front, ripple):
        """Hanging cloth whose ripples grow towards the hem."""
        rows = []
        for i in range(61):
            z = low + (high - low) * i / 60
            rows.append(
                [
                    (
                        half_width(z) * u,
                        front(u) - ripple * math.cos(u * 9 + z * 0.015) * (1 - 0.65 * i / 60),
                        z,
                    )
                    for u in (k / 40 - 1 for k in range(81))
                ]
            )
        piece = add(from_rings(rows, closed=False, caps=False), cloth)
        piece.modifiers.new("cloth", "SOLIDIFY").thickness = 0.4

    sheet(
        lambda z: 32 - 19 * max(0, min(1, (z - 52) / 22)) ** 0.6,
        0,
        84,
        lambda u: -2.4 * (1 - u * u),
        1.6,
    )
    sheet(lambda z: 14, 26, 44, lambda u: -5.4, 0.4)
    for side in (-1, 1):
        sweep(
            [(side * 12.4, -1.8, 82), (side * 9, 0, 94), (side * 2, 1.5, 106), (0, 2, 107.4)],
            1.0,
            leather(),
            flat=0.25,
        )
    rod((0, 8, 107.0), (0, -2, 108.2), [1.2, 1.5], wood("oak", "y"))
