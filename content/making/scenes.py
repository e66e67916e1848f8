"""A scene from data: a place, an hour, people, things, one slow movement.

A film's scene is content/cases/<slug>/<recording>.scene.yaml; the stills and the
cover of a case are together in content/cases/<slug>/stills.scene.yaml, by name.

    place: gp-room            # of places.yaml; any of its lines may be said otherwise here
    hour: dusk                # light.py HOURS
    key: left                 # where the window's light comes from
    window: {at: [96, 70, 330, 400], view: street, panes: [2, 2], blind: true}
    behind: [[shelf, 900, 150, 1.0, {wide: 300}]]      # out of focus: name, x, y, size, how
    near: [[desk_lamp, 1040, 520, 1.0]]
    people: [{at: [560, 330], seen: side, hair: {style: bun, colour: grey}, clothes: scrubs, holds: mug}]
    front: [[table_edge, 0, 560, 1.0], [cup, 300, 600, 1.0]]
    motion: [{kind: rain}]

`split: [scene, scene]` shows two scenes side by side, for a talk on the telephone.
"""

import math
from pathlib import Path

import skia
import yaml
from kit import *  # noqa: F403
from light import Lit
from moving import layer, puff
from people import Person
from places import KINDS as PLACES
from weather import KINDS as MOVES

HERE = Path(__file__).resolve().parent
CASES = HERE.parent / "cases"


def known(cache={}):  # noqa: B006
    if not cache:
        cache.update(yaml.safe_load((HERE / "places.yaml").read_text(encoding="utf-8")))
    return cache


def things_known(cache={}):  # noqa: B006
    if not cache:
        import furniture
        import furniture_home
        import furniture_more
        import furniture_rooms
        import furniture_still
        import props
        import props_more
        import props_worn

        for m in (furniture, furniture_home, furniture_more, furniture_rooms, furniture_still, props, props_more, props_worn):
            for name in dir(m):
                f = getattr(m, name)
                if callable(f) and f.__module__ == "furniture" and f.__name__ == "placed" or name in getattr(m, "ALSO", ()):
                    cache[name] = f
    return cache


def whole(spec):
    """A scene with what its place says, and what it says otherwise."""
    place = spec.get("place", "room")
    base = known().get(place)
    if base is None:
        return {"kind": place, **spec}
    base = whole(base) if base.get("place") and base["place"] != place else dict(base)
    made = {**base, **{k: v for k, v in spec.items() if k != "place" and not k.startswith("also_")}}
    for k, v in spec.items():
        if k.startswith("also_"):
            made[k[5:]] = [*made.get(k[5:], []), *v]
    if isinstance(spec.get("window"), dict) and isinstance(base.get("window"), dict):
        made["window"] = {**base["window"], **spec["window"]}
    return made


class Scene:
    def __init__(self, spec, grade=1.2):
        self.spec = how = whole(spec)
        self.lit = Lit(how.get("hour", "day"), how.get("key", "left"), how.get("lamp", True))
        self.place = PLACES[how.get("kind", "room")](self, how)
        self.window = self.place.rect
        self.far = [picture(self.place.draw_far, k) for k in (0, 1)]
        self.near = picture(self.place.draw_near)
        self.people = [Person(p, self.lit) for p in how.get("people", [])]
        self.over = picture(self.draw_over, grade)
        self.moves = [MOVES[m["kind"]](self, **{k: v for k, v in m.items() if k != "kind"}) for m in how.get("motion", [])]
        self.spots = {p.name: puff("#ffe9c8") for p in self.people if p.name}
        self.level = {p.name: 0.0 for p in self.people}
        self.who, self.tick, self.mixed = None, None, None

    def things(self, c, which, blur):
        def all_of(q):
            for thing in self.spec.get(which, []):
                name, x, y, *rest = thing
                s = rest[0] if rest else 1.0
                how = rest[1] if len(rest) > 1 else {}
                b = how.get("blur")
                how = {k: v for k, v in how.items() if k != "blur"}
                draw = things_known().get(name)
                if draw is None:
                    raise SystemExit(f"nothing is called “{name}”; there are: {', '.join(sorted(things_known()))}")
                if b:
                    soft(q, lambda z, d=draw, a=(x, y, s), h=how: d(z, self.lit, *a, **h), b)
                else:
                    draw(q, self.lit, x, y, s, **how)

        if blur:
            soft(c, all_of, blur)
        else:
            all_of(c)

    def draw_over(self, c, grade):
        self.place.draw_front(c)
        self.things(c, "front", 0)
        lit = self.lit
        if self.spec.get("low", True):
            fill(c, R(0, 560, W, 160), lin((0, 560), (0, 720), [col(lit.dark, 0), col(lit.dark, 0.5 - 0.2 * lit.amb)]))
        for gx, gy, r, a in self.spec.get("over_glows", []):
            glow(c, gx, gy, r, lit.lamp, a)
        vignette(c, lit.dark, float(self.spec.get("vignette", 0.62 - 0.2 * lit.amb)), 640, 340, 860)
        c.drawImage(grain(3, grade), 0, 0)

    def ground(self, t, k):
        tick = int(t / 2)
        if self.tick != tick:
            s = skia.Surface.MakeRasterN32Premul(W, H)
            layer(s.getCanvas(), self.far[0])
            layer(s.getCanvas(), self.far[1], k)
            self.mixed, self.tick = s.makeImageSnapshot(), tick
        return self.mixed

    def frame(self, c, t, say, done, fast):
        k = 0.5 - 0.5 * math.cos(math.pi * min(1.0, done * 1.05))
        layer(c, self.ground(t, k))
        for m in self.moves:
            if not m.front:
                m.draw(c, t, k)
        layer(c, self.near)
        for p in self.people:
            speaks = self.who is None or p.name is None or p.name == self.who
            aim = 1.0 if (p.name and p.name == self.who) else 0.0
            self.level[p.name] += (aim - self.level[p.name]) * 0.1
            p.frame(c, t, say if speaks else 0.1, fast if speaks else 0.0)
            if p.name and self.level[p.name] > 0.02:
                x, y = p.point(-30, -60)
                r = 330 * p.s
                pa = skia.Paint()
                pa.setAlphaf(0.3 * self.level[p.name])
                pa.setBlendMode(SCREEN)
                c.drawImageRect(self.spots[p.name], skia.Rect.MakeLTRB(x - r, y - r, x + r, y + r), skia.SamplingOptions(skia.FilterMode.kLinear), pa)
        layer(c, self.over)
        for m in self.moves:
            if m.front:
                m.draw(c, t, k)


class Split:
    """Two scenes side by side; the one who is silent is darker."""

    def __init__(self, spec, grade=1.2):
        self.halves = [Scene(s, grade) for s in spec["split"]]
        self.shift = [s.get("shift", 320) for s in spec["split"]]
        self.names = [{p.name for p in h.people} for h in self.halves]
        self.level = [0.5, 0.5]
        self.who = None
        self.dark = self.halves[0].lit.dark

    def frame(self, c, t, say, done, fast):
        for i, half in enumerate(self.halves):
            speaks = self.who in self.names[i]
            self.level[i] += ((1.0 if speaks else 0.0) - self.level[i]) * 0.12 if self.who else 0.0
            half.who = self.who or "nobody"
            c.save()
            c.clipRect(skia.Rect.MakeXYWH(i * 644, 0, 636, H))
            c.translate(i * 644 - self.shift[i], 0)
            half.frame(c, t, say, done, fast)
            c.restore()
            fill(c, R(i * 644, 0, 636, H), self.dark, 0.42 * (1 - self.level[i]))
        fill(c, R(636, 0, 8, H), self.dark)


def made(spec, grade=1.2):
    return Split(spec, grade) if "split" in spec else Scene(spec, grade)


class SceneFilm:
    """What draw_film.py draws: a scene file, frame by frame."""

    def __init__(self, path):
        self.scene = made(yaml.safe_load(Path(path).read_text(encoding="utf-8")))
        self.who = None

    def frame(self, c, t, say, done, fast):
        self.scene.who = self.who
        self.scene.frame(c, t, say, done, fast)


def stills(case):
    """{name: scene} of a case's stills and cover."""
    path = CASES / case / "stills.scene.yaml"
    return yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else {}


def still(spec, t=14.0, done=0.6):
    s = skia.Surface.MakeRasterN32Premul(W, H)
    scene = made({"vignette": 0.5, **spec}, 3.0)
    scene.frame(s.getCanvas(), spec.get("at_second", t), 0.3, done, 0.0)
    return s.makeImageSnapshot()
