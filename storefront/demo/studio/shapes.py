"""Geometry: lathe, sweep, slab, box, ribbon and cushion. One unit is one centimetre, Z is up.

Every function adds one mesh object to the scene and returns it. `at` moves it, `turn` rotates it
(degrees about X, Y and Z).
"""

import math
from random import Random

import bmesh
import bpy
from mathutils import Euler, Matrix, Vector, noise

SHARP = math.radians(40)


def add(mesh, material, at=(0, 0, 0), turn=(0, 0, 0), sharp=SHARP):
    """Put a mesh into the scene with smooth shading, and return its object."""
    mesh.polygons.foreach_set("use_smooth", [True] * len(mesh.polygons))
    mesh.set_sharp_from_angle(angle=sharp)
    mesh.materials.append(material)
    thing = bpy.data.objects.new(mesh.name, mesh)
    thing.matrix_world = Matrix.LocRotScale(
        Vector(at), Euler([math.radians(a) for a in turn]), None
    )
    bpy.context.scene.collection.objects.link(thing)
    return thing


def from_rings(rings, closed=True, caps=True, name="rings"):
    """Return a mesh that joins rings of equal length; a ring of one point is a pole."""
    bm = bmesh.new()
    made = [[bm.verts.new(point) for point in ring] for ring in rings]
    for low, high in zip(made, made[1:], strict=False):
        count = max(len(low), len(high))
        for i in range(count if closed else count - 1):
            j = (i + 1) % count
            corners = [
                low[i % len(low)],
                low[j % len(low)],
                high[j % len(high)],
                high[i % len(high)],
            ]
            corners = list(dict.fromkeys(corners))
            if len(corners) > 2:
                bm.faces.new(corners)
    if caps:
        for ring in (made[0], made[-1]):
            if len(ring) > 2:
                bm.faces.new(ring)
    bmesh.ops.recalc_face_normals(bm, faces=bm.faces)
    mesh = bpy.data.meshes.new(name)
    bm.to_mesh(mesh)
    bm.free()
    return mesh


def curve(points, steps=8):
    """A smooth line (centripetal Catmull-Rom) through the points; one given twice is a corner."""
    runs = [[Vector(points[0])]]
    for point in map(Vector, points[1:]):
        if point == runs[-1][-1]:
            runs.append([point])
        else:
            runs[-1].append(point)
    line = []
    for run in runs:
        if len(run) < 3:
            line += run
            continue
        ends = [2 * run[0] - run[1], *run, 2 * run[-1] - run[-2]]
        for a, b, c, d in zip(ends, ends[1:], ends[2:], ends[3:], strict=False):
            before, here, after = (math.sqrt((q - p).length) for p, q in ((a, b), (b, c), (c, d)))
            leave = (c - b) + here * ((b - a) / before - (c - a) / (before + here))
            arrive = (c - b) + here * ((d - c) / after - (d - b) / (here + after))
            for t in (i / steps for i in range(steps)):
                line.append(
                    b
                    + t * leave
                    + t * t * (3 * (c - b) - 2 * leave - arrive)
                    + t**3 * (2 * (b - c) + leave + arrive)
                )
        line.append(run[-1])
    return [point for i, point in enumerate(line) if not i or (point - line[i - 1]).length > 1e-5]


def lathe(profile, material, at=(0, 0, 0), turn=(0, 0, 0), steps=8, segments=96, squash=1.0):
    """Turn a profile of (radius, height) points about the Z axis; squash makes it oval in Y."""
    rings = []
    for radius, height in curve(profile, steps):
        if radius < 1e-3:
            rings.append([(0, 0, height)])
        else:
            angles = (2 * math.pi * i / segments for i in range(segments))
            rings.append(
                [(radius * math.cos(a), radius * squash * math.sin(a), height) for a in angles]
            )
    return add(from_rings(rings, caps=False, name="lathe"), material, at, turn)


def hollow(profile, wall=0.35, floor=None, steps=8):
    """Return the closed profile of a vessel: the outer line, a rounded rim, the inner line."""
    outer = curve(profile, steps)
    floor = outer[0].y + (floor or wall * 1.4)
    inner = []
    for i, point in enumerate(outer):
        along = (outer[min(i + 1, len(outer) - 1)] - outer[max(i - 1, 0)]).normalized()
        moved = point + wall * Vector((-along.y, along.x))
        if moved.y > floor and moved.x > 0:
            inner.append(moved)
    inner.insert(0, Vector((inner[0].x * 0.92, floor)))
    along = (outer[-1] - outer[-2]).normalized()
    middle, half = (outer[-1] + inner[-1]) / 2, (outer[-1] - inner[-1]) / 2
    arc = [
        middle + math.cos(a) * half + math.sin(a) * along * wall / 2
        for a in (math.pi * i / 6 for i in range(1, 6))
    ]
    inner.reverse()
    return [tuple(p) for p in outer + arc + inner] + [(0, floor)]


def vessel(profile, material, wall=0.35, floor=None, **options):
    """Turn an open pot from the outer profile alone."""
    line = hollow(profile, wall, floor, options.pop("steps", 8))
    return lathe(line, material, steps=1, **options)


def sweep(path, radius, material, at=(0, 0, 0), turn=(0, 0, 0), flat=1.0, steps=8, segments=24):
    """Run a round or oval tube along a smooth path; radius may be a list."""
    line = curve([Vector(p).to_3d() for p in path], steps)
    radii = radius if isinstance(radius, (list, tuple)) else [radius] * 2
    side = (line[1] - line[0]).orthogonal()
    if abs((line[1] - line[0]).normalized().y) < 0.9:
        side = Vector((0, 1, 0))
    rings = []
    for i, point in enumerate(line):
        tangent = (line[min(i + 1, len(line) - 1)] - line[max(i - 1, 0)]).normalized()
        side = (side - tangent * side.dot(tangent)).normalized()
        other = tangent.cross(side)
        where = i / (len(line) - 1) * (len(radii) - 1)
        low = min(int(where), len(radii) - 2)
        r = radii[low] + (radii[low + 1] - radii[low]) * (where - low)
        rings.append(
            [
                point + r * (math.cos(a) * side + math.sin(a) * flat * other)
                for a in (2 * math.pi * k / segments for k in range(segments))
            ]
        )
    return add(from_rings(rings, name="sweep"), material, at, turn)


def rod(start, end, radius, material, **options):
    """A straight round bar."""
    return sweep([start, end], radius, material, **options)


def ball(radius, material, at=(0, 0, 0), squash=1.0):
    """A sphere, flattened in Z by squash."""
    angles = [math.pi * i / 48 for i in range(49)]
    return lathe(
        [(radius * math.sin(a), -radius * squash * math.cos(a)) for a in angles],
        material,
        at,
        steps=1,
    )


def disc(radius, height, material, at=(0, 0, 0), bevel=0.15, **options):
    """A short cylinder with softened edges, standing on its base."""
    arc = [
        (radius - bevel + bevel * math.sin(a), bevel - bevel * math.cos(a))
        for a in (math.pi / 2 * i / 5 for i in range(6))
    ]
    profile = [(0, 0), *arc, *[(r, height - z) for r, z in reversed(arc)], (0, height)]
    return lathe(profile, material, at, steps=1, **options)


def ring(radius, thickness, material, at=(0, 0, 0), turn=(0, 0, 0), squash=1.0):
    """A torus lying flat; radius is measured to the middle of the tube."""
    section = [
        (radius + thickness * math.cos(a), thickness * squash * math.sin(a))
        for a in (2 * math.pi * i / 24 for i in range(25))
    ]
    return lathe(section, material, at, turn, steps=1)


def oval(width, height, points=72):
    """Outline of an ellipse."""
    return [
        (width / 2 * math.cos(a), height / 2 * math.sin(a))
        for a in (2 * math.pi * i / points for i in range(points))
    ]


def rounded(width, height, radius, points=10):
    """Outline of a rectangle with round corners."""
    outline = []
    for i, (x, y) in enumerate([(1, 1), (-1, 1), (-1, -1), (1, -1)]):
        for k in range(points + 1):
            a = math.pi / 2 * (i + k / points)
            outline.append(
                (
                    x * (width / 2 - radius) + radius * math.cos(a),
                    y * (height / 2 - radius) + radius * math.sin(a),
                )
            )
    return outline


def slab(outlines, thickness, material, at=(0, 0, 0), turn=(0, 0, 0), bevel=0.2):
    """Extrude a flat outline upwards with rounded edges; further outlines inside it are holes."""
    data = bpy.data.curves.new("slab", "CURVE")
    data.dimensions, data.fill_mode = "2D", "BOTH"
    data.extrude, data.bevel_depth, data.offset = thickness / 2 - bevel, bevel, -bevel
    data.bevel_resolution = 3
    for outline in outlines:
        spline = data.splines.new("POLY")
        spline.points.add(len(outline) - 1)
        spline.points.foreach_set("co", [c for x, y in outline for c in (x, y, 0, 1)])
        spline.use_cyclic_u = True
    scratch = bpy.data.objects.new("slab", data)
    mesh = bpy.data.meshes.new_from_object(scratch)
    bpy.data.objects.remove(scratch)
    mesh.transform(Matrix.Translation((0, 0, thickness / 2)))
    mesh.materials.clear()
    return add(mesh, material, at, turn, sharp=math.radians(30))


def cutout(points, thickness, material, at=(0, 0, 0), bevel=0.3):
    """Saw a closed outline (a side view in x and z) from a plank and stand it up, centred on Y."""
    outline = [(p.x, p.y) for p in curve([*points, points[0]])][:-1]
    x, y, z = at
    return slab([outline], thickness, material, (x, y + thickness / 2, z), (90, 0, 0), bevel)


def box(size, material, at=(0, 0, 0), turn=(0, 0, 0), bevel=0.2):
    """A block with rounded edges, standing on its base."""
    bm = bmesh.new()
    bmesh.ops.create_cube(
        bm, size=1, matrix=Matrix.Translation((0, 0, size[2] / 2)) @ Matrix.Diagonal((*size, 1))
    )
    bmesh.ops.bevel(bm, geom=bm.edges[:], offset=bevel, segments=4, profile=0.5, affect="EDGES")
    mesh = bpy.data.meshes.new("box")
    bm.to_mesh(mesh)
    bm.free()
    thing = add(mesh, material, at, turn)
    thing.modifiers.new("flat faces", "WEIGHTED_NORMAL")
    return thing


def ribbon(path, thickness, length, material, at=(0, 0, 0), turn=(0, 0, 0), softness=0.0, seed=0):
    """Extrude a thick band along X; the path is its side view in (y, z). Folds and rolls."""
    line = [Vector(p) for p in path]
    left, right = [], []
    for i, point in enumerate(line):
        along = (line[min(i + 1, len(line) - 1)] - line[max(i - 1, 0)]).normalized()
        normal = Vector((-along.y, along.x)) * thickness / 2
        left.append(point + normal)
        right.append(point - normal)
    outline = left + right[::-1]
    stations = [length * (i / 40 - 0.5) for i in range(41)]
    rings = []
    for x in stations:
        tuck = 0.15 * thickness * max(0, (abs(x) / (length / 2) - 0.97) / 0.03)
        section = []
        for p in outline:
            spot = Vector((x, p.x, p.y))
            push = noise.noise_vector(spot * 0.16 + Vector((seed * 7.3, 0, 0))) * softness
            section.append(spot + Vector((push.x, push.y, push.z * 0.6 - tuck)))
        rings.append(section)
    return add(from_rings(rings, name="ribbon"), material, at, turn, sharp=math.radians(70))


def folds(depth, layers, thickness, gap=0.06):
    """Side view of cloth folded to and fro, for `ribbon`; the last fold faces the front."""
    step, path = thickness + gap, []
    for layer in range(layers):
        z = thickness / 2 + layer * step
        ends = (-depth / 2, depth / 2) if layer % 2 == 0 else (depth / 2, -depth / 2)
        inset = step / 2
        start, end = (e * (1 - 2 * inset / depth) for e in ends)
        path += [(start + (end - start) * i / 24, z) for i in range(25)]
        if layer + 1 < layers:
            way = 1 if end > 0 else -1
            path += [
                (end + way * inset * math.sin(a), z + inset - inset * math.cos(a))
                for a in (math.pi * i / 8 for i in range(1, 8))
            ]
    return path


def coil(turns, start, step, points=48):
    """Side view of a roll, for `ribbon`; the loose end lies at the bottom."""
    count = int(turns * points)
    final = start + step * turns
    path = []
    for i in range(count + 1):
        a, r = 2 * math.pi * (i / points - turns) - math.pi / 2, start + step * i / points
        path.append((r * math.cos(a), final + r * math.sin(a)))
    return path


def pillow(width, depth, height, material, at=(0, 0, 0), turn=(0, 0, 0), seed=0, cells=72):
    """A stuffed cushion with drawn-in sides and soft creases, lying on its back."""

    def spot(u, v, face):
        puff = ((1 - abs(u) ** 2.6) * (1 - abs(v) ** 2.6)) ** 0.42
        x = u * width / 2 * (1 - 0.045 * (1 - v * v) * abs(u) ** 4)
        y = v * depth / 2 * (1 - 0.045 * (1 - u * u) * abs(v) ** 4)
        crease = noise.noise(Vector((u * 2.2, v * 2.2, face * 3 + seed))) * 0.05 * puff
        radial = math.sin(math.atan2(v, u) * 26 + seed) * 0.018 * max(abs(u), abs(v)) ** 6
        return Vector((x, y, height / 2 * (1 + face * (puff + crease + radial * puff))))

    steps = [-math.cos(math.pi * i / cells) for i in range(cells + 1)]
    bm = bmesh.new()
    for face in (1, -1):
        grid = [[bm.verts.new(spot(u, v, face)) for u in steps] for v in steps]
        for low, high in zip(grid, grid[1:], strict=False):
            for i in range(cells):
                bm.faces.new([low[i], low[i + 1], high[i + 1], high[i]])
    bmesh.ops.remove_doubles(bm, verts=bm.verts, dist=1e-4)
    bmesh.ops.recalc_face_normals(bm, faces=bm.faces)
    mesh = bpy.data.meshes.new("pillow")
    bm.to_mesh(mesh)
    bm.free()
    return add(mesh, material, at, turn, sharp=math.radians(80))


def bristles(spots, height, radius, material, at=(0, 0, 0), turn=(0, 0, 0), lean=0.12, seed=1):
    """Thin tapering hairs that rise from the given (x, y) spots."""
    random, bm = Random(seed), bmesh.new()  # noqa: S311 - for looks
    for x, y in spots:
        tip = Vector(
            (
                x + random.uniform(-lean, lean),
                y + random.uniform(-lean, lean),
                height * random.uniform(0.94, 1.0),
            )
        )
        low = [
            bm.verts.new((x + radius * math.cos(a), y + radius * math.sin(a), 0))
            for a in (0, 2.1, 4.2)
        ]
        high = [
            bm.verts.new(tip + Vector((radius * 0.7 * math.cos(a), radius * 0.7 * math.sin(a), 0)))
            for a in (0, 2.1, 4.2)
        ]
        for i in range(3):
            bm.faces.new([low[i], low[(i + 1) % 3], high[(i + 1) % 3], high[i]])
        bm.faces.new(high)
    mesh = bpy.data.meshes.new("bristles")
    bm.to_mesh(mesh)
    bm.free()
    return add(mesh, material, at, turn)
