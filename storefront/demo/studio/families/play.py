"""Things to play with."""

import math

from catalogue import Category
from materials import paint, rubber, stained, wood
from shapes import ball, box, curve, cutout, disc, lathe, oval, ring, rod, slab, sweep
from studio import Shot, group

shelf = Category("Play")
RAINBOW = ("brick", "ochre", "butter", "moss", "sky", "plum")


@shelf.product(
    "building-blocks",
    "Building blocks",
    "Eleven shapes, no instructions.",
    material="Beech, water-based stain; from 18 months",
    dimensions="set of 11; cube 50",
    option="finish",
    variants="stained, natural",
    shot=Shot(15, -22, 0.74),
    alt="Tower of {} wooden blocks with an arch, a cylinder and a roof",
    second=(Shot(34, 28, 0.76), "The {} blocks from above and from the other side"),
)
def blocks(finish):
    def skin(colour):
        return stained(colour) if finish == "stained" else wood("beech", "x")

    def arch(at, colour):
        half = [
            (2.6 * math.cos(a), 2.6 * math.sin(a) - 2.5)
            for a in (math.pi * k / 24 for k in range(25))
        ]
        slab(
            [[(5, -2.5), (5, 2.5), (-5, 2.5), (-5, -2.5), *half[::-1]]],
            5,
            skin(colour),
            at,
            (90, 0, 0),
            bevel=0.18,
        )

    plain = wood("beech", "x")
    box((5, 5, 5), skin("sky"), (-7.6, 0, 0), bevel=0.25)
    box((5, 5, 5), plain, (-2.5, 0, 0), bevel=0.25)
    box((5, 5, 5), skin("moss"), (2.6, 0, 0), bevel=0.25)
    disc(2.5, 5, skin("ochre"), (7.9, 0, 0), 0.2)
    arch((-5, 2.5, 7.52), "brick")
    box((10, 5, 2.5), plain, (5.2, 0, 5.02), bevel=0.22)
    box((5, 5, 5), skin("butter"), (3.0, 0, 7.54), (0, 0, 4), bevel=0.25)
    box((10, 5, 2.5), plain, (-4.6, 0, 10.04), bevel=0.22)
    slab(
        [[(-3.6, 0), (3.6, 0), (0, 3.8)]],
        5,
        skin("plum"),
        (-4.8, 2.5, 12.56),
        (90, 0, 0),
        bevel=0.18,
    )
    ball(2.2, skin("rose"), (3.0, 0, 14.75))
    box((5, 5, 5), skin("rose"), (11.6, -5.2, 0), (0, 0, 28), bevel=0.25)


@shelf.product(
    "stacking-rings",
    "Stacking rings",
    "Five rings, one pin, endless discussions.",
    material="Beech, water-based lacquer; from 12 months",
    dimensions="130 dia x 190 h",
    option="palette",
    variants="garden, sea",
    shot=Shot(14, 0, 0.66),
    alt="Tower of five rings in {} colours on a wooden pin",
)
def stacking_rings(palette):
    colours = {
        "garden": ("moss", "ochre", "clay", "butter", "rose"),
        "sea": ("ink", "slate", "sky", "sage", "chalk"),
    }[palette]
    disc(6.4, 1.6, wood("beech", "x"), bevel=0.5)
    rod((0, 0, 1.2), (0, 0, 17), 0.8, wood("beech", "z"))
    z = 1.6
    for level, colour in enumerate(colours):
        radius, thick = 4.1 - level * 0.5, 1.55 - level * 0.07
        ring(radius, thick, paint(colour, 0.36), (0, 0, z + thick * 0.92), squash=0.92)
        z += thick * 1.84
    ball(1.9, wood("walnut", "z"), (0, 0, z + 1.7))


@shelf.product(
    "spinning-top",
    "Spinning top",
    "Spins for two minutes if you take it seriously.",
    material="Maple, water-based lacquer, steel tip; from 3 years",
    dimensions="80 dia x 85 h",
    variants="brick, ink",
    shot=Shot(18, 0, 0.52),
    alt="Wooden spinning top with {} stripes, resting on its side",
)
def top(colour):
    angle = 38
    with group((0, 0, 0.1)):
        lathe([(0, 0), (0.25, 0.2), (0.32, 0.8)], paint("slate", 0.2), turn=(0, angle, 0))
        lathe(
            [(0.32, 0.7), (1.5, 1.5), (3.6, 2.6), (4.0, 3.15)],
            paint(colour, 0.3),
            turn=(0, angle, 0),
        )
        lathe([(4.0, 3.15), (4.05, 3.4), (3.9, 3.75)], wood("beech", "z"), turn=(0, angle, 0))
        plain = wood("beech", "x")
        for inner, outer, coat in (
            (3.1, 3.9, paint(colour, 0.3)),
            (2.3, 3.1, plain),
            (1.5, 2.3, paint("ochre", 0.3)),
            (0, 1.5, plain),
        ):
            lathe(
                [(r, 3.75 + (3.9 - r) * 0.22) for r in (outer, inner)],
                coat,
                turn=(0, angle, 0),
                steps=1,
            )
        lathe(
            [(0.9, 4.4), (0.55, 4.9), (0.42, 6.4), (0.62, 7.6), (0.5, 8.3), (0, 8.45)],
            wood("beech", "z"),
            turn=(0, angle, 0),
        )


@shelf.product(
    "pull-duck",
    "Pull-along duck",
    "Waddles behind its owner and never overtakes.",
    material="Beech, water-based lacquer, cotton cord; from 12 months",
    dimensions="160 x 80 x 150 h",
    variants="butter, sky",
    shot=Shot(12, -24, 0.7),
    alt="Wooden pull-along duck in {} on four wheels with a cord",
    second=(Shot(26, 32, 0.72), "The {} duck from the front and above"),
)
def duck(colour):
    cutout(
        [
            (-7.4, 6.6),
            (-6.4, 3.0),
            (-3.4, 1.0),
            (1.5, 0.7),
            (4.6, 2.0),
            (5.4, 4.6),
            (4.4, 6.8),
            (4.9, 8.4),
            (5.5, 9.9),
            (4.9, 11.6),
            (3.2, 12.5),
            (1.4, 11.9),
            (0.5, 10.0),
            (0.6, 8.0),
            (-0.6, 6.6),
            (-3.2, 6.2),
            (-5.4, 6.9),
        ],
        3.6,
        paint(colour, 0.4),
        (0, 0, 1.6),
        bevel=0.8,
    )
    cutout(
        [(5.0, 8.9), (7.6, 9.3), (8.2, 9.9), (7.2, 10.5), (5.0, 10.6)],
        1.8,
        paint("brick", 0.4),
        (0, 0, 1.6),
        0.4,
    )
    cutout(
        [(-4.6, 5.6), (-2.6, 2.8), (1.0, 2.6), (2.4, 4.4), (0.8, 5.6), (-2.4, 5.2)],
        4.6,
        wood("beech", "x"),
        (0, 0, 1.6),
        0.4,
    )
    for y in (-1, 1):
        ball(0.36, paint("black", 0.15), (3.5, y * 1.75, 12.4))
        for x in (-3.4, 3.2):
            disc(2.1, 1.1, wood("walnut", "x"), (x, y * 2.5 + 0.55, 2.15), 0.3, turn=(90, 0, 0))
            ball(0.45, wood("beech", "x"), (x, y * 3.1, 2.15))
    for x in (-3.4, 3.2):
        rod((x, -2.6, 2.15), (x, 2.6, 2.15), 0.3, wood("beech", "y"))
    sweep(
        [
            (4.9, 0, 4.6),
            (7.0, -0.8, 2.4),
            (8.6, -2.4, 0.25),
            (7.0, -5.0, 0.2),
            (3.0, -6.2, 0.2),
            (-1.0, -6.6, 0.2),
        ],
        0.16,
        paint("oat", 0.9),
    )
    ball(0.95, paint("brick", 0.4), (-1.8, -6.7, 0.95))


@shelf.product(
    "skittles",
    "Skittles, set of six",
    "For hallways, lawns and rainy Sundays.",
    material="Beech, water-based lacquer; from 3 years",
    dimensions="pins 55 dia x 180 h; ball 70 dia",
    option="palette",
    variants="garden, sea",
    shot=Shot(17, 14, 0.78),
    alt="Six wooden skittles with bands in {} colours and a ball",
    second=(Shot(36, -24, 0.78), "The six skittles in {} colours from above, set in a triangle"),
)
def skittles(palette):
    colours = RAINBOW if palette == "garden" else ("ink", "sky", "sage", "slate", "forest", "chalk")
    outline = [
        (0, 0),
        (2.0, 0),
        (2.2, 0.3),
        (2.75, 4.2),
        (2.5, 7.2),
        (1.3, 11.6),
        (1.15, 13.0),
        (1.65, 15.0),
        (1.6, 16.8),
        (0.9, 17.9),
        (0, 18.1),
    ]
    line = [(p.x, p.y) for p in curve(outline)]
    places = [(0, 0), (-4, 6.4), (4, 6.4), (-8, 12.8), (0, 12.8), (8, 12.8)]
    for colour, (x, y) in zip(colours, places, strict=False):
        coat, plain = paint(colour, 0.35), wood("beech", "z")
        for low, high, stuff in (
            (0, 7.0, plain),
            (7.0, 9.6, coat),
            (9.6, 13.0, plain),
            (13.0, 18.2, coat),
        ):
            part = [p for p in line if low <= p[1] <= high]
            inside = [p for p in line if p[1] > high][:1]
            lathe(part + inside, stuff, (x, y, 0), steps=1)
    ball(3.5, paint("brick" if palette == "garden" else "ochre", 0.35), (6.6, -3.6, 3.5))


@shelf.product(
    "rainbow-arches",
    "Rainbow arches",
    "A cave, a bridge, a fence, a cradle: six arches to rearrange.",
    material="Lime wood, water-based stain; from 12 months",
    dimensions="280 x 70 x 145 h",
    option="palette",
    variants="garden, sea",
    shot=Shot(11, -20, 0.74),
    alt="Six nested wooden arches stained in {} colours",
)
def rainbow(palette):
    colours = RAINBOW if palette == "garden" else ("ink", "slate", "sky", "sage", "butter", "chalk")
    for level, colour in enumerate(colours):
        outer, inner = 14.0 - level * 2.15, 14.0 - level * 2.15 - 2.0
        angles = [math.pi * k / 48 for k in range(49)]
        outline = [(outer * math.cos(a), outer * math.sin(a)) for a in angles]
        outline += [(inner * math.cos(a), inner * math.sin(a)) for a in reversed(angles)]
        depth = 6.6 - level * 0.05
        slab([outline], depth, stained(colour, "x"), (0, depth / 2, 0), (90, 0, 0), bevel=0.25)


@shelf.product(
    "racing-car",
    "Racing car",
    "Fast on parquet, careful with skirting boards.",
    material="Beech, water-based lacquer, rubber rings; from 18 months",
    dimensions="170 x 90 x 75 h",
    variants="forest, brick, butter",
    shot=Shot(18, 24, 0.7),
    alt="Wooden racing car in {} with a driver and four wheels",
)
def car(colour):
    cutout(
        [
            (-8.2, 2.0),
            (-8.2, 2.0),
            (-8.3, 4.6),
            (-6.6, 6.0),
            (-3.6, 5.6),
            (-1.6, 4.8),
            (1.2, 4.9),
            (4.8, 4.3),
            (7.8, 3.2),
            (8.6, 2.2),
            (8.2, 1.4),
            (8.2, 1.4),
            (-7.6, 1.4),
        ],
        5.0,
        paint(colour, 0.32),
        (0, 0, 0.4),
        0.9,
    )
    disc(1.35, 1.6, wood("beech", "z"), (-1.4, 0, 4.6), 0.4)
    ball(1.3, wood("beech", "z"), (-1.4, 0, 7.3))
    lathe([(1.36, 0), (1.3, 0.5), (0.8, 1.15), (0, 1.35)], paint("chalk", 0.3), (-1.4, 0, 7.35))
    for y in (-1, 1):
        for x, size in ((-5.2, 2.35), (5.2, 2.05)):
            disc(size, 1.7, rubber("charcoal"), (x, y * 3.5 + 0.85, size), 0.35, turn=(90, 0, 0))
            disc(
                size * 0.62,
                1.9,
                wood("beech", "x"),
                (x, y * 3.5 + 0.95, size),
                0.15,
                turn=(90, 0, 0),
            )
            ball(0.35, paint("brick"), (x, y * 4.45, size))
        slab(
            [oval(2.6, 2.6)],
            0.1,
            paint("chalk", 0.5),
            (-3.6, y * 2.5 + 0.05, 4.2),
            (90, 0, 0),
            bevel=0.02,
        )
        box((0.35, 0.12, 1.5), paint("charcoal"), (-3.6, y * 2.56, 3.45), bevel=0.03)


@shelf.product(
    "xylophone",
    "Xylophone",
    "Eight bars, properly tuned, on purpose not too loud.",
    material="Maple bars, beech frame, felt; from 2 years",
    dimensions="300 x 130 x 45",
    option="palette",
    variants="garden, natural",
    shot=Shot(32, 20, 0.78),
    alt="Small xylophone with eight bars in {} colours and a mallet",
)
def xylophone(palette):
    colours = (*RAINBOW, "rose", "forest")
    for way in (-1, 1):
        with group((0, way * 4.1, 0), way * -4.5):
            box((29, 1.6, 2.0), wood("beech", "x"), bevel=0.3)
            box((28.4, 0.8, 0.3), paint("charcoal", 0.9), (0, 0, 2.0), bevel=0.1)
    for k in range(8):
        x, long = -12.4 + k * 3.55, 14.6 - k * 0.95
        coat = (
            stained(colours[k], "y")
            if palette == "garden"
            else wood("walnut" if k % 2 else "beech", "y")
        )
        box((2.9, long, 1.1), coat, (x, 0, 2.3), bevel=0.22)
        for y in (-1, 1):
            ball(0.28, paint("slate", 0.2), (x, y * (4.1 + x * -0.0785), 3.42), 0.6)
    rod((-9, -11.2, 0.9), (9.5, -8.6, 0.9), 0.4, wood("beech", "x"))
    ball(1.3, paint("brick", 0.4), (10.2, -8.5, 1.3))
