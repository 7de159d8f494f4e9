"""Wide pictures for the home page and the category headers: several products in one room."""

from dataclasses import dataclass

from families import CATEGORIES
from studio import Shot, group

SHELVES = {product.sku: product for category in CATEGORIES for product in category.products}


@dataclass(frozen=True)
class Scene:
    """Named; each item is (sku, variant, x, y, z, turn) in centimetres and degrees."""

    name: str
    alt: str
    items: tuple
    shot: Shot = Shot(14, 0, 0.84)
    backdrop: str = "#e6d9c5"

    def build(self):
        """Put every item in its place."""
        for sku, variant, x, y, z, turn in self.items:
            with group((x, y, z), turn):
                SHELVES[sku].build(variant)


SCENES = [
    Scene(
        "table",
        "A breakfast table with a blue teapot, mugs on an oak board, bowls, plates and a vase",
        (
            ("dinner-plates", "oat", -45, 8, 0, 20),
            ("bud-vase", "rust", -23, 13, 0, 0),
            ("everyday-bowl", "sage", -22, -9, 0, 0),
            ("round-teapot", "ink", 0, 7, 0, 12),
            ("egg-cups", "beech", -3, -14, 0, 10),
            ("bread-board", "oak", 30, 1, 0, 6),
            ("hob-mug", "clay", 22, -2, 2, -30),
            ("hob-mug", "oat", 35, 3, 2, -20),
            ("carafe", "clear", 58, 9, 0, 0),
            ("milk-jug", "butter", 55, -9, 0, -14),
        ),
        Shot(15, 0, 0.86),
    ),
    Scene(
        "evening",
        "An evening corner with a cushion, a folded blanket, a table lamp, candles and a lantern",
        (
            ("cushion", "rust", -44, 18, 0, 12),
            ("wool-blanket", "oat", -36, -16, 0, -8),
            ("table-lamp", "forest", 8, 16, 0, 0),
            ("pillar-candles", "honey", 14, -12, 0, 0),
            ("globe-lamp", "walnut", 44, 10, 0, 0),
            ("lantern", "charcoal", 68, -4, 0, 30),
        ),
        Shot(9, 0, 0.84, light=0.62),
        "#dccbb2",
    ),
    Scene(
        "desk",
        "A desk with a row of linen-bound books, a lamp, a clock, notebooks and pencils",
        (
            ("bookends", "ochre", -36, 12, 0, -12),
            ("pen-tray", "walnut", -30, -14, 0, 10),
            ("desk-clock", "oak", -4, 10, 0, -10),
            ("notebook", "moss", 4, -14, 0, -70),
            ("notebook", "ink", 3, -14, 1.9, -62),
            ("desk-lamp", "sage", 36, 12, 0, 180),
            ("pencils", "mixed", 30, -14, 0, 60),
            ("hob-mug", "oat", 50, 4, 0, -20),
        ),
        Shot(14, 0, 0.84, light=0.9),
        "#dfd9c8",
    ),
    Scene(
        "play",
        "Wooden toys: arches, a pull-along duck, building blocks, skittles and a racing car",
        (
            ("stacking-rings", "garden", -47, 2, 0, 0),
            ("building-blocks", "stained", -26, 9, 0, -8),
            ("rainbow-arches", "garden", 4, 11, 0, -6),
            ("spinning-top", "brick", -20, -12, 0, 0),
            ("racing-car", "forest", 2, -12, 0, 14),
            ("pull-duck", "butter", 24, -5, 0, -18),
            ("skittles", "garden", 41, 2, 0, 10),
        ),
        Shot(13, 0, 0.86),
        "#ead9c4",
    ),
    Scene(
        "kitchen",
        "A kitchen shelf with an enamel pot, a spoon jar, a pepper mill, a mortar and a canister",
        (
            ("oil-bottle", "green", -47, 10, 0, 0),
            ("canister", "sage", -30, 8, 0, 0),
            ("mortar", "standard", -34, -11, 0, 0),
            ("rolling-pin", "beech", 2, -17, 0, -4),
            ("enamel-pot", "butter", -4, 6, 0, 10),
            ("spoon-jar", "oat", 22, 10, 0, 0),
            ("pepper-mill", "walnut", 36, -4, 0, 0),
            ("canister", "chalk", 50, 7, 0, 0),
        ),
        Shot(13, 0, 0.86),
    ),
    Scene(
        "bath",
        "A bathroom ledge with towels, hand wash, soap, a tooth mug and a round mirror",
        (
            ("towel-stack", "mixed", -36, 6, 0, -14),
            ("hand-wash", "cedar", -10, 8, 0, -10),
            ("soap-bar", "olive", -8, -9, 0, -16),
            ("tooth-mug", "sky", 6, 9, 0, 0),
            ("soap-dish", "slate", 15, -8, 0, -14),
            ("table-mirror", "walnut", 30, 10, 0, 14),
            ("bath-salt", "lavender", 49, 0, 0, 0),
        ),
        Shot(13, 0, 0.84),
        "#e2dccb",
    ),
]
