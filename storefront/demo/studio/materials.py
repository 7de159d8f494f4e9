"""Procedural materials. Colours are palette names or hex; lengths are centimetres."""

import functools

import bpy
from colours import linear, shade

WOODS = {
    "oak": ("#d2ab78", "#b18450", 0.55),
    "walnut": ("#7a5234", "#4a2d1b", 0.5),
    "beech": ("#e0bd94", "#cda274", 0.55),
    "ash": ("#e6d3b3", "#cdb48b", 0.55),
    "ebonised oak": ("#37312c", "#221e1b", 0.5),
}
METALS = {
    "steel": ("#c9c7c2", 0.28),
    "brass": ("#d6b578", 0.24),
    "copper": ("#c98566", 0.24),
    "iron": ("#3a3836", 0.45),
}


class Graph:
    """A material's node tree, with the few moves that the recipes below need."""

    def __init__(self, name):
        self.material = bpy.data.materials.new(name)
        self.material.use_nodes = True
        self.tree = self.material.node_tree
        self.surface = self.tree.nodes["Principled BSDF"]
        self.place = self.add("TexCoord").outputs["Object"]

    def add(self, kind, inputs=None, **settings):
        """Add a node; an input is a number, a colour or another node's output."""
        node = self.tree.nodes.new("ShaderNode" + kind)
        for key, value in settings.items():
            setattr(node, key, value)
        self.feed(node, inputs or {})
        return node

    def feed(self, node, inputs):
        """Set or link inputs of a node."""
        for key, value in inputs.items():
            if isinstance(value, bpy.types.NodeSocket):
                self.tree.links.new(value, node.inputs[key])
            else:
                node.inputs[key].default_value = value

    def set(self, **inputs):
        """Feed the principled surface: base_color becomes 'Base Color', ior 'IOR'."""
        names = {key: key.replace("_", " ").title().replace("Ior", "IOR") for key in inputs}
        self.feed(self.surface, {names[key]: value for key, value in inputs.items()})
        return self

    def stretched(self, scale):
        """Object coordinates stretched along the axes."""
        return self.add("Mapping", {"Vector": self.place, "Scale": scale}).outputs["Vector"]

    def noise(self, scale, detail=3.0, vector=None, distortion=0.0):
        """Values of smooth noise about 0.5."""
        return self.add(
            "TexNoise",
            {
                "Vector": vector or self.place,
                "Scale": scale,
                "Detail": detail,
                "Distortion": distortion,
            },
        ).outputs[0]

    def ramp(self, value, low, high, start=0.0, end=1.0):
        """Map a value from low..high to start..end, clamped."""
        return self.add(
            "MapRange",
            {"Value": value, "From Min": low, "From Max": high, "To Min": start, "To Max": end},
        ).outputs[0]

    def mix(self, factor, first, second):
        """Blend two colours."""
        node = self.add("Mix", data_type="RGBA")
        self.feed(node, {0: factor, 6: first, 7: second})
        return node.outputs[2]

    def math(self, operation, first, second=0.0):
        """One arithmetic step."""
        return self.add("Math", {0: first, 1: second}, operation=operation).outputs[0]

    def bump(self, height, depth, strength=1.0):
        """Raise the surface by height times depth."""
        node = self.add("Bump", {"Height": height, "Distance": depth, "Strength": strength})
        return self.set(normal=node.outputs[0])


RECIPES = []


def recipe(function):
    """Build each material once for the scene that is open."""
    stored = functools.lru_cache(maxsize=None)(function)
    RECIPES.append(stored)
    return stored


def forget():
    """Drop the stored materials; call it when Blender's data is emptied."""
    for stored in RECIPES:
        stored.cache_clear()


@recipe
def stoneware(colour, foot=0.0, speckle=0.5, gloss=0.3):
    """Glazed stoneware: clouded colour, iron specks, and below `foot` the bare clay."""
    g = Graph("stoneware")
    cloud = g.ramp(g.noise(0.35, 4), 0.3, 0.7)
    body = g.mix(cloud, shade(colour, 0.9), shade(colour, 1.08))
    specks = g.ramp(g.noise(7.5, 1), 0.67, 0.72, 0, speckle)
    body = g.mix(specks, body, linear("#5a4330"))
    height = g.add("SeparateXYZ", {0: g.place}).outputs[2]
    wobble = g.math("MULTIPLY", g.noise(0.5, 2), 0.4)
    bare = g.ramp(g.math("SUBTRACT", height, wobble), foot - 0.24, foot - 0.18, 1, 0)
    clay = g.mix(g.ramp(g.noise(9, 2), 0.4, 0.7), linear("#b99a78"), linear("#9c7c5c"))
    g.set(
        base_color=g.mix(bare, body, clay),
        roughness=g.ramp(bare, 0, 1, gloss, 0.85),
        coat_weight=g.ramp(bare, 0, 1, 0.35, 0),
        coat_roughness=0.12,
    )
    return g.bump(g.noise(1.1, 3), 0.05, 0.5).material


@recipe
def porcelain(colour="#f8f3e8"):
    """Smooth white china with a clear glaze."""
    g = Graph("porcelain").set(
        base_color=linear(colour),
        roughness=0.16,
        coat_weight=0.4,
        coat_roughness=0.05,
        subsurface_weight=0.1,
        subsurface_scale=0.3,
    )
    return g.material


@recipe
def wood(kind="oak", along="x", oiled=True):
    """Wood with growth bands, fine pores and a satin finish; `along` is the way of the grain."""
    light, dark, rough = WOODS[kind]
    g = Graph(kind)
    axis = "xyz".index(along)
    slow, fine = [1.0] * 3, [1.0] * 3
    slow[axis], fine[axis] = 0.07, 0.035
    bands = g.ramp(g.noise(0.9, 3, g.stretched(slow), 1.4), 0.32, 0.68)
    streaks = g.ramp(g.noise(7.0, 4, g.stretched(fine), 0.2), 0.42, 0.68)
    body = g.mix(bands, linear(light), linear(dark))
    body = g.mix(g.math("MULTIPLY", streaks, 0.38), body, shade(dark, 0.55))
    g.set(base_color=body, roughness=rough if oiled else 0.7, specular_ior_level=0.35)
    return g.bump(streaks, 0.012, -0.4).material


@recipe
def stained(colour, along="z"):
    """Wood under a thin coloured stain: the grain still shows."""
    g = Graph("stained")
    scale = [1.0] * 3
    scale["xyz".index(along)] = 0.05
    grain = g.ramp(g.noise(6, 4, g.stretched(scale), 0.3), 0.4, 0.7)
    body = g.mix(g.math("MULTIPLY", grain, 0.3), linear(colour), shade(colour, 0.55))
    g.set(base_color=body, roughness=0.5, specular_ior_level=0.4)
    return g.bump(grain, 0.01, -0.3).material


@recipe
def paint(colour, rough=0.42):
    """Satin lacquer or powder coat."""
    g = Graph("paint").set(base_color=linear(colour), roughness=rough, specular_ior_level=0.45)
    return g.bump(g.noise(14, 2), 0.01, 0.12).material


@recipe
def enamel(colour):
    """Glass enamel on steel: deep gloss."""
    return (
        Graph("enamel")
        .set(base_color=linear(colour), roughness=0.22, coat_weight=0.6, coat_roughness=0.06)
        .material
    )


@recipe
def metal(kind="steel", brushed=True):
    """Brushed or polished metal; the brushing runs level around the piece."""
    colour, rough = METALS[kind]
    g = Graph(kind).set(base_color=linear(colour), metallic=1.0)
    if not brushed:
        return g.set(roughness=rough * 0.5).material
    lines = g.noise(1.0, 2, g.stretched((1.2, 1.2, 22)))
    g.set(roughness=g.ramp(lines, 0.3, 0.7, rough * 0.75, rough * 1.5))
    return g.bump(lines, 0.004, 0.12).material


@recipe
def glass(tint="#fbfdfb", rough=0.0):
    """Clear or tinted glass that lets light through to its shadow."""
    g = Graph("glass").set(
        base_color=linear(tint), transmission_weight=1.0, roughness=rough, ior=1.46
    )
    through = g.add("BsdfTransparent", {0: shade(tint, 0.92)}).outputs[0]
    shadow = g.add("LightPath").outputs["Is Shadow Ray"]
    both = g.add("MixShader", {0: shadow, 1: g.surface.outputs[0], 2: through})
    g.tree.links.new(both.outputs[0], g.tree.nodes["Material Output"].inputs[0])
    return g.material


@recipe
def liquid(colour):
    """Something to drink or to pour: tinted, with a reflecting skin, and cheap to see through."""
    g = Graph("liquid")
    through = g.add("BsdfTransparent", {0: linear(colour)}).outputs[0]
    gloss = g.add("BsdfGlossy", {"Roughness": 0.03}).outputs[0]
    edge = g.add("LayerWeight", {"Blend": 0.12}).outputs["Fresnel"]
    both = g.add("MixShader", {0: edge, 1: through, 2: gloss})
    g.tree.links.new(both.outputs[0], g.tree.nodes["Material Output"].inputs[0])
    return g.material


@recipe
def linen(colour, thread=1.0):
    """Plain-woven flax with slubs both ways; thread is its thickness in millimetres."""
    g = Graph("linen")
    warp = g.noise(10 / thread, 2, g.stretched((0.12, 1.6, 1.6)))
    weft = g.noise(10 / thread, 2, g.stretched((1.6, 0.12, 1.6)))
    cloth = g.math("ADD", warp, weft)
    tone = g.ramp(cloth, 0.75, 1.25)
    g.set(
        base_color=g.mix(tone, shade(colour, 0.74), shade(colour, 1.14)),
        roughness=0.9,
        specular_ior_level=0.15,
        sheen_weight=0.25,
        sheen_roughness=0.5,
    )
    return g.bump(cloth, 0.09 * thread, 0.9).material


@recipe
def wool(colour, loop=1.0, stripe=None):
    """Soft felted wool or towelling; `stripe` weaves bands of another colour across Y."""
    g = Graph("wool")
    fuzz = g.noise(7 / loop, 4)
    body = g.mix(g.ramp(fuzz, 0.3, 0.7), shade(colour, 0.72), shade(colour, 1.15))
    if stripe:
        x = g.add("SeparateXYZ", {0: g.place}).outputs[0]
        band = g.ramp(
            g.math("ABSOLUTE", g.math("SUBTRACT", g.math("ABSOLUTE", x), 8.0)), 0.9, 1.0, 1, 0
        )
        body = g.mix(band, body, linear(stripe))
    g.set(
        base_color=body,
        roughness=0.95,
        specular_ior_level=0.1,
        sheen_weight=0.4,
        sheen_roughness=0.4,
    )
    return g.bump(fuzz, 0.16 * loop, 0.8).material


@recipe
def leather(colour="#8a5632"):
    """Vegetable-tanned leather with a fine pebble grain."""
    g = Graph("leather")
    pebble = g.add("TexVoronoi", {"Vector": g.place, "Scale": 9.0}).outputs["Distance"]
    body = g.mix(g.ramp(g.noise(0.6, 3), 0.3, 0.7), shade(colour, 0.8), shade(colour, 1.15))
    g.set(base_color=body, roughness=0.5, specular_ior_level=0.4)
    return g.bump(pebble, 0.03, 0.4).material


@recipe
def paper(colour="#f3eee2"):
    """Uncoated paper or card."""
    g = Graph("paper").set(base_color=linear(colour), roughness=0.9, specular_ior_level=0.2)
    return g.bump(g.noise(12, 3), 0.01, 0.3).material


@recipe
def wax(colour, rough=0.45, lit=0.0):
    """Beeswax or soap, a little cloudy; `lit` stands for the light of a flame inside it."""
    g = Graph("wax")
    cloud = g.ramp(g.noise(0.7, 3), 0.3, 0.7)
    body = g.mix(cloud, shade(colour, 0.94), shade(colour, 1.05))
    g.set(
        base_color=body,
        roughness=rough,
        specular_ior_level=0.4,
        emission_color=body,
        emission_strength=lit,
    )
    return g.bump(g.noise(1.6, 2), 0.02, 0.25).material


@recipe
def cork():
    """Pressed cork."""
    g = Graph("cork")
    flecks = g.noise(4.5, 4)
    g.set(
        base_color=g.mix(g.ramp(flecks, 0.35, 0.65), linear("#c99f6e"), linear("#8d6238")),
        roughness=0.85,
    )
    return g.bump(flecks, 0.05, 0.5).material


@recipe
def marble():
    """White stone with soft grey veins."""
    g = Graph("marble")
    veins = g.ramp(
        g.math("ABSOLUTE", g.math("SUBTRACT", g.noise(0.16, 6, distortion=2.2), 0.5)),
        0.0,
        0.055,
        1,
        0,
    )
    body = g.mix(g.math("MULTIPLY", veins, 0.7), linear("#eeebe4"), linear("#85827e"))
    return g.set(base_color=body, roughness=0.32).material


@recipe
def rubber(colour="black"):
    """Dull rubber, felt or cast resin."""
    return (
        Graph("rubber")
        .set(base_color=linear(colour), roughness=0.75, specular_ior_level=0.25)
        .material
    )


@recipe
def glow(colour="#ffd9a0", strength=3.0):
    """A light source: bulb, flame or lit shade."""
    return (
        Graph("glow")
        .set(
            base_color=linear(colour),
            emission_color=linear(colour),
            emission_strength=strength,
            roughness=0.6,
        )
        .material
    )


@recipe
def lampshade(colour="#ecbf80", strength=1.0):
    """Cloth with a lamp behind it, brighter towards the top of its weave."""
    g = Graph("lampshade")
    weave = g.math(
        "ADD",
        g.noise(9, 2, g.stretched((1.5, 1.5, 0.12))),
        g.noise(9, 2, g.stretched((0.2, 0.2, 1.6))),
    )
    body = g.mix(g.ramp(weave, 0.8, 1.2), shade(colour, 0.86), shade(colour, 1.1))
    g.set(base_color=body, roughness=0.9, emission_color=body, emission_strength=strength)
    return g.material


@recipe
def matte(colour):
    """Plain diffuse paper, cheap to render: the backdrop."""
    g = Graph("matte")
    sheet = g.add("BsdfDiffuse", {"Color": linear(colour)})
    g.tree.links.new(sheet.outputs[0], g.tree.nodes["Material Output"].inputs[0])
    return g.material


@recipe
def mirror():
    """Silvered glass."""
    return Graph("mirror").set(base_color=linear("#e6e8e6"), metallic=1.0, roughness=0.02).material
