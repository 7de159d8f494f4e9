"""The photo studio: backdrop, soft lights, a camera that frames by itself, Cycles on the CPU."""

import math
from contextlib import contextmanager
from dataclasses import dataclass

import bpy
import materials
import shapes
from bpy_extras.object_utils import world_to_camera_view
from colours import linear
from mathutils import Matrix, Vector

BACKDROP = "#e6d9c5"


@dataclass(frozen=True)
class Shot:
    """Where the camera stands and how bright the room is.

    `pitch` is in degrees, `turn` turns the product, `fill` is the share of the frame
    that it takes. `focus` and `zoom` make a close view. `light` below 1 dims the room. What hangs
    (`hung`) has no floor below it.
    """

    pitch: float = 15
    turn: float = 0
    fill: float = 0.66
    focus: tuple | None = None
    zoom: float = 1.0
    light: float = 1.0
    hung: bool = False


def open_studio(size=(1000, 1000), samples=12):
    """Start an empty scene with the render settings of the house."""
    bpy.ops.wm.read_factory_settings(use_empty=True)
    materials.forget()
    scene = bpy.context.scene
    scene.render.engine = "CYCLES"
    scene.render.resolution_x, scene.render.resolution_y = size
    scene.render.resolution_percentage = 100
    scene.view_settings.view_transform = "AgX"
    scene.view_settings.look = "AgX - Medium High Contrast"
    scene.view_settings.exposure = 0.5
    cycles = scene.cycles
    cycles.samples, cycles.use_adaptive_sampling = samples, True
    cycles.adaptive_threshold, cycles.adaptive_min_samples = 0.1, min(6, samples)
    cycles.use_denoising, cycles.denoiser = True, "OPENIMAGEDENOISE"
    cycles.denoising_prefilter = "FAST"
    cycles.max_bounces, cycles.diffuse_bounces, cycles.glossy_bounces = 8, 2, 2
    cycles.transmission_bounces, cycles.transparent_max_bounces = 8, 8
    cycles.caustics_reflective = cycles.caustics_refractive = False
    cycles.use_light_tree = False
    cycles.use_fast_gi, cycles.fast_gi_method, cycles.ao_bounces_render = True, "REPLACE", 1
    cycles.sample_clamp_indirect, cycles.blur_glossy = 4.0, 0.5
    return scene


@contextmanager
def group(at=(0, 0, 0), turn=0):
    """Move and turn as one everything that is built inside the block."""
    before = set(bpy.context.scene.objects)
    yield
    shift = Matrix.Translation(at) @ Matrix.Rotation(math.radians(turn), 4, "Z")
    for thing in set(bpy.context.scene.objects) - before:
        thing.matrix_world = shift @ thing.matrix_world


def corners():
    """Every vertex of the products, in world space."""
    bpy.context.view_layer.update()
    return [
        thing.matrix_world @ v.co
        for thing in bpy.context.scene.objects
        if thing.type == "MESH" and not thing.get("unframed")
        for v in list(thing.data.vertices)[::3]
    ]


def lamp(name, at, aim, size, power, colour="#ffffff"):
    """Hang a soft box at one point, facing another."""
    data = bpy.data.lights.new(name, "AREA")
    data.shape, data.size, data.energy, data.color = "DISK", size, power, linear(colour)[:3]
    thing = bpy.data.objects.new(name, data)
    thing.location = at
    thing.rotation_euler = (Vector(aim) - Vector(at)).to_track_quat("-Z", "Y").to_euler()
    bpy.context.scene.collection.objects.link(thing)


def light_up(middle, reach, strength=1.0):
    """Key from the upper left, broad fill from the right, a wash on the wall, and soft ambience."""
    power = 100 * strength * reach**2
    for name, way, aim, size, share, colour in (
        ("key", (-3.0, -1.2, 3.6), (0, 0, 0), 2.6, 4.0, "#fff2e2"),
        ("fill", (4.4, -3.2, 2.0), (0, 0, 0), 5.0, 1.0, "#fff6ea"),
        ("wall", (-1.0, 1.0, 6.0), (0, 6.5, 1.0), 5.0, 7.0, "#fff2e0"),
    ):
        lamp(
            name,
            middle + Vector(way) * reach,
            middle + Vector(aim) * reach,
            size * reach,
            power * share,
            colour,
        )
    world = bpy.data.worlds.new("room")
    world.use_nodes = True
    ambience = world.node_tree.nodes["Background"].inputs
    ambience[0].default_value, ambience[1].default_value = linear("#fbf1e2"), 0.36 * strength
    bpy.context.scene.world = world


def hang_backdrop(reach, colour=BACKDROP, floor=0.0):
    """Roll out seamless paper: a floor that bends up into a wall."""
    bend = 4 * reach
    arc = [
        (4 * reach + bend * math.sin(a), floor + bend - bend * math.cos(a))
        for a in (math.pi / 2 * i / 24 for i in range(25))
    ]
    profile = [(-30 * reach, floor), *arc, (8 * reach, floor + 60 * reach)]
    rings = [[(x * 60 * reach, y, z) for x in (-1, 1)] for y, z in profile]
    sheet = shapes.add(shapes.from_rings(rings, closed=False, caps=False), materials.matte(colour))
    sheet["unframed"] = True


def aim_camera(points, shot, lens=85):
    """Place the camera so that the points fill the frame as the shot asks."""
    scene = bpy.context.scene
    data = bpy.data.cameras.new("camera")
    data.lens, data.clip_end = lens, 1e5
    camera = bpy.data.objects.new("camera", data)
    scene.collection.objects.link(camera)
    scene.camera = camera
    pitch = math.radians(shot.pitch)
    back = Vector((0, -math.cos(pitch), math.sin(pitch)))
    camera.rotation_euler = (-back).to_track_quat("-Z", "Y").to_euler()
    target = sum(points, Vector()) / len(points)
    distance = 6 * max((p - target).length for p in points)
    right, up = Vector((1, 0, 0)), back.cross(Vector((1, 0, 0)))
    wide = scene.render.resolution_x / scene.render.resolution_y
    for _ in range(6):
        camera.location = target + back * distance
        bpy.context.view_layer.update()
        seen = [world_to_camera_view(scene, camera, p) for p in points]
        left, low = min(s.x for s in seen), min(s.y for s in seen)
        width, height = max(s.x for s in seen) - left, max(s.y for s in seen) - low
        frame = 36 / lens * distance
        target += right * (left + width / 2 - 0.5) * frame * min(1, wide)
        target += up * (low + height / 2 - 0.485) * frame / max(1, wide)
        distance *= max(width, height) / shot.fill
    if shot.zoom != 1 or shot.focus:
        target = Vector(shot.focus) if shot.focus else target
        camera.location = target + back * distance / shot.zoom


def save(path, ceiling):
    """Write the finished picture, as finely as the ceiling in bytes allows."""
    scene = bpy.context.scene
    scene.render.image_settings.file_format = path.suffix[1:].upper()
    for quality in (96, 91, 86, 80):
        scene.render.image_settings.quality = quality
        bpy.data.images["Render Result"].save_render(str(path), scene=scene)
        if path.suffix == ".png" or path.stat().st_size <= ceiling:
            break


def photograph(build, path, shot=Shot(), size=(1000, 1000), samples=12, backdrop=BACKDROP):
    """Build a product in an empty studio and write its picture to the path (.webp or .png)."""
    scene = open_studio(size, samples)
    with group(turn=shot.turn):
        build()
    points = corners()
    low = Vector([min(p[i] for p in points) for i in range(3)])
    high = Vector([max(p[i] for p in points) for i in range(3)])
    reach, middle = (high - low).length / 2, (low + high) / 2
    light_up(middle, reach, shot.light)
    scene.view_settings.exposure -= shot.pitch / 250
    hang_backdrop(reach, backdrop, floor=low.z - 3 * reach if shot.hung else 0.0)
    aim_camera(points, shot)
    bpy.ops.render.render()
    save(path, ceiling=size[0] * size[1] * 0.09)
