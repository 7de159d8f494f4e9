"""Lamps and candles."""

import bpy
from catalogue import Category
from colours import linear
from materials import enamel, glass, glow, lampshade, metal, paint, rubber, stoneware, wax, wood
from shapes import ball, box, disc, lathe, ring, rod, sweep
from studio import Shot

shelf = Category("Light")


def bulb(at, power, colour="#ffdcae"):
    """A warm point of light."""
    data = bpy.data.lights.new("bulb", "POINT")
    data.energy, data.color, data.shadow_soft_size = power, linear(colour)[:3], 1.5
    thing = bpy.data.objects.new("bulb", data)
    thing.location = at
    bpy.context.scene.collection.objects.link(thing)


def flame(at):
    """A wick and a steady flame."""
    x, y, z = at
    rod((x, y, z - 0.2), (x, y, z + 0.7), 0.09, paint("charcoal"))
    lathe(
        [(0, 0), (0.3, 0.35), (0.42, 0.9), (0.28, 1.7), (0.1, 2.4), (0, 2.8)],
        glow("#ff9f3f", 3.5),
        (x, y, z + 0.35),
    )


@shelf.product(
    "table-lamp",
    "Table lamp",
    "A quiet light for the sideboard, with a shade of natural linen.",
    material="Stoneware, brass, linen shade; E27, 8 W LED",
    dimensions="300 dia x 440 h; 2 m flex",
    option="glaze",
    variants="forest, oat, rust",
    shot=Shot(8, 0, 0.76, light=0.68),
    alt="Table lamp with a round base in {} glaze and a lit linen shade",
)
def table_lamp(glaze):
    lathe(
        [
            (0, 0),
            (5.2, 0),
            (5.8, 0.4),
            (8.6, 4.4),
            (9.4, 8.6),
            (7.6, 13.4),
            (3.4, 16.6),
            (2.2, 17.6),
            (0, 17.8),
        ],
        stoneware(glaze, foot=0.5),
    )
    rod((0, 0, 17.4), (0, 0, 25), 0.8, metal("brass"))
    disc(2.2, 0.5, metal("brass"), (0, 0, 17.6), 0.15)
    lathe(
        [(15.0, 22.0), (10.4, 43.0), (10.2, 43.0), (14.8, 22.0), (15.0, 22.0)], lampshade(), steps=1
    )
    for radius, z in ((15.0, 22.0), (10.35, 43.0)):
        ring(radius, 0.22, paint("oat", 0.8), (0, 0, z))
    bulb((0, 0, 26), 14000)


@shelf.product(
    "desk-lamp",
    "Desk lamp",
    "Two joints and a heavy foot: the light stays where you put it.",
    material="Powder-coated steel, brass joints; E14, 6 W LED",
    dimensions="480 reach x 460 h; 2 m flex",
    variants="sage, black, brick",
    shot=Shot(9, -22, 0.78, light=0.68),
    alt="Jointed desk lamp in {} with brass joints, switched on",
    second=(Shot(14, 24, 0.78, light=0.68), "The {} lamp from the other side"),
)
def desk_lamp(colour):
    coat, joint = paint(colour, 0.38), metal("brass", False)
    disc(9.0, 1.8, coat, (-8, 0, 0), 0.5)
    points = [(-8, 0, 1.6), (-8, 0, 5), (-15, 0, 24), (6, 0, 41)]
    rod(points[0], points[1], 0.9, coat)
    for start, end in zip(points[1:], points[2:], strict=False):
        for y in (-0.7, 0.7):
            rod((start[0], y, start[2]), (end[0], y, end[2]), 0.42, coat)
    for x, _, z in points[1:]:
        rod((x, -1.6, z), (x, 1.6, z), 1.15, joint)
    lathe(
        [
            (0, 3.4),
            (1.6, 3.4),
            (2.2, 2.8),
            (2.4, 0),
            (3.4, -1.6),
            (7.4, -7.6),
            (7.4, -7.6),
            (7.15, -7.6),
            (7.15, -7.6),
            (3.1, -1.6),
            (0, -0.6),
        ],
        coat,
        (7.4, 0, 38.4),
        (0, -26, 0),
    )
    ball(2.6, glow("#ffe6bd", 5.0), (9.4, 0, 34.2))
    bulb((11.6, 0, 29.5), 22000)


@shelf.product(
    "pendant",
    "Enamel pendant",
    "A deep dome that lights the table and not the eyes.",
    material="Enamelled steel, textile flex; E27, 10 W LED",
    dimensions="360 dia x 230 h; 2.5 m flex",
    variants="ink, butter, white",
    shot=Shot(-7, 0, 0.66, hung=True, light=0.68),
    alt="Dome pendant lamp in {} enamel with a brass cap, hanging and switched on",
)
def pendant(colour):
    coat = enamel("chalk" if colour == "white" else colour)
    lathe([(18, 0), (17.2, 5.5), (13.0, 11.6), (6.0, 15.4), (2.8, 16.4), (2.6, 18.6)], coat)
    lathe([(17.85, 0.02), (16.9, 5.5), (12.7, 11.3), (5.6, 15.0), (0, 15.6)], paint("#fff6e4"))
    ring(18, 0.28, coat)
    lathe([(2.7, 18.2), (2.9, 18.4), (2.7, 21.0), (1.0, 22.2), (0, 22.4)], metal("brass"))
    ball(4.2, glow("#ffe2b4", 4.0), (0, 0, 5.0))
    bulb((0, 0, -1), 14000)
    rod((0, 0, 22), (0, 0, 120), 0.35, rubber("charcoal"))["unframed"] = True


@shelf.product(
    "pillar-candles",
    "Beeswax candles, set of three",
    "Poured by hand; they smell of honey even unlit.",
    material="Pure beeswax, cotton wick",
    dimensions="70 dia x 80, 120 and 160 h; 20, 32 and 45 h burn",
    option="wax",
    variants="honey, ivory",
    shot=Shot(14, 0, 0.7, light=0.68),
    alt="Three pillar candles of {} beeswax in three heights, lit",
)
def candles(colour):
    stuff = wax({"honey": "#d99a3a", "ivory": "#f4e6c4"}[colour], lit=0.22)
    for x, y, tall in ((-7.6, -0.6, 8), (0, 2.2, 16), (7.4, -1.4, 12)):
        lathe(
            [
                (0, 0),
                (3.3, 0),
                (3.5, 0.2),
                (3.5, 1),
                (3.5, tall - 0.8),
                (3.35, tall),
                (3.0, tall - 0.05),
                (1.4, tall - 0.7),
                (0, tall - 0.8),
            ],
            stuff,
            (x, y, 0),
        )
        flame((x, y, tall - 0.7))
        bulb((x, y, tall + 1.6), 350)


@shelf.product(
    "lantern",
    "Garden lantern",
    "For the step, the wall or the long table outside.",
    material="Powder-coated steel, glass",
    dimensions="150 x 150 x 320 h",
    variants="charcoal, sage",
    shot=Shot(10, 30, 0.76, light=0.68),
    alt="Four-sided lantern in {} with a burning candle behind glass",
    second=(
        Shot(6, 12, 0.76, zoom=1.8, focus=(0, 0, 13), light=0.68),
        "Close view of the candle behind the glass of the {} lantern",
    ),
)
def lantern(colour):
    coat, pane = paint(colour, 0.4), glass()
    box((15, 15, 1.0), coat, bevel=0.2)
    box((15, 15, 1.0), coat, (0, 0, 22.0), bevel=0.2)
    for x in (-1, 1):
        for y in (-1, 1):
            box((1.0, 1.0, 22), coat, (x * 6.8, y * 6.8, 0.6), bevel=0.15)
        box((0.25, 12.4, 21), pane, (x * 6.8, 0, 1.0), bevel=0.05)
        box((12.4, 0.25, 21), pane, (0, x * 6.8, 1.0), bevel=0.05)
    lathe(
        [(10.2, 23.0), (10.2, 23.0), (4.4, 27.6), (4.4, 27.6), (4.4, 28.8), (4.4, 28.8), (0, 29.0)],
        coat,
        turn=(0, 0, 45),
        segments=4,
    )
    sweep(
        [(-3.0, 0, 28.6), (-3.2, 0, 31.0), (0, 0, 33.2), (3.2, 0, 31.0), (3.0, 0, 28.6)], 0.35, coat
    )
    lathe(
        [(0, 1), (3.4, 1), (3.5, 1.2), (3.5, 10.6), (3.3, 11), (1.2, 10.5), (0, 10.4)],
        wax("#f6e8c8", lit=0.25),
    )
    flame((0, 0, 10.5))
    bulb((0, 0, 13.5), 1200)


@shelf.product(
    "candle-holder",
    "Candle holder",
    "A chamber stick: a dish, a cup and a ring for the finger.",
    material="Solid metal, unlacquered; candle included",
    dimensions="130 dia x 55 h; candle 22 dia x 200",
    option="metal",
    variants="brass, copper, iron",
    shot=Shot(16, -30, 0.74, light=0.68),
    alt="Hand-held candle holder of {} with a lit white taper",
)
def candle_holder(kind):
    stuff = metal(kind)
    lathe(
        [
            (0, 0),
            (5.0, 0),
            (5.6, 0.3),
            (6.4, 1.5),
            (6.6, 1.7),
            (6.3, 1.75),
            (5.3, 0.75),
            (2.0, 0.6),
            (1.6, 1.2),
            (1.5, 3.0),
            (1.7, 4.8),
            (2.0, 5.2),
            (1.4, 5.2),
            (1.2, 4.6),
            (0, 4.4),
        ],
        stuff,
    )
    ring(1.75, 0.34, stuff, (7.9, 0, 1.9), (90, 0, 0))
    lathe(
        [(0, 4.4), (1.1, 4.4), (1.1, 4.4), (0.95, 22), (0.8, 22.6), (0, 22.4)],
        wax("#fbf0d6", lit=0.25),
    )
    flame((0, 0, 22.4))
    bulb((0, -3, 25), 1600)


@shelf.product(
    "globe-lamp",
    "Globe lamp",
    "A soft moon on a wooden foot; dims with one touch.",
    material="Opal glass, solid wood; 5 W LED, dimmable",
    dimensions="200 dia x 235 h; 1.8 m flex",
    option="wood",
    variants="oak, walnut",
    shot=Shot(9, 0, 0.62, light=0.68),
    alt="Round opal glass lamp glowing on a foot of {}",
)
def globe_lamp(kind):
    lathe(
        [(0, 0), (6.6, 0), (6.9, 0.3), (6.9, 0.3), (6.6, 3.4), (6.2, 4.4), (4.0, 4.6)],
        wood(kind, "x"),
    )
    ball(10, lampshade("#f0c98e", 1.0), (0, 0, 13.4))
    ring(4.4, 0.3, metal("brass"), (0, 0, 4.6))
    bulb((0, -11, 5), 900)
