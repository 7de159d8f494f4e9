"""The house palette: names that customers read, as sRGB hex."""

PALETTE = {
    "chalk": "#f4eee2",
    "oat": "#ddcfb4",
    "sand": "#c9b48c",
    "butter": "#e6cf8a",
    "ochre": "#c38a2e",
    "clay": "#b5694a",
    "rust": "#a04a2a",
    "brick": "#b4503c",
    "rose": "#cf9d92",
    "plum": "#5d3a48",
    "sky": "#8fabb9",
    "ink": "#2b3a4d",
    "sage": "#97a58a",
    "moss": "#66724a",
    "forest": "#2c4a3b",
    "slate": "#5c656e",
    "charcoal": "#32302d",
    "black": "#1c1b1a",
}

SPOKEN = {
    "chalk": "chalk white",
    "sand": "sand beige",
    "butter": "butter yellow",
    "ochre": "ochre yellow",
    "clay": "terracotta",
    "rust": "rust red",
    "brick": "brick red",
    "rose": "dusty rose",
    "plum": "plum purple",
    "sky": "sky blue",
    "ink": "ink blue",
    "sage": "sage green",
    "moss": "moss green",
    "forest": "forest green",
    "slate": "slate grey",
    "charcoal": "charcoal grey",
}


def spoken(name):
    """Return the words that tell a colour to somebody who cannot see it."""
    return SPOKEN.get(name, name)


def linear(colour):
    """Return a palette name or a hex colour as the linear RGBA that shaders expect."""
    digits = PALETTE.get(colour, colour).lstrip("#")
    channels = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    return tuple(c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels) + (
        1.0,
    )


def shade(colour, factor):
    """Return the colour made darker (factor below 1) or lighter (above 1)."""
    r, g, b, a = linear(colour)
    return (min(r * factor, 1), min(g * factor, 1), min(b * factor, 1), a)
