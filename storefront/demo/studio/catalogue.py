"""What the shop sells: each family module registers its products here."""

from collections.abc import Callable
from dataclasses import dataclass, field

from colours import spoken
from studio import Shot


@dataclass(frozen=True)
class Picture:
    """One picture of one product: its file name, what to build, and the words for it."""

    name: str
    build: Callable[[], None]
    shot: Shot
    alt: str


@dataclass(frozen=True)
class Product:
    """A thing to sell and to photograph; `build` takes one of the variants."""

    sku: str
    category: str
    name: str
    description: str
    material: str
    dimensions: str
    option: str
    variants: tuple[str, ...]
    alt: str
    build: Callable[[str], None]
    shot: Shot
    second: tuple[Shot, str] | None

    def picture(self, variant):
        """The main picture of a variant; the first variant is the hero."""
        name = (
            self.sku if variant == self.variants[0] else f"{self.sku}-{variant.replace(' ', '-')}"
        )
        return Picture(
            name, lambda: self.build(variant), self.shot, self.alt.format(spoken(variant))
        )

    def pictures(self):
        """Hero, second view, then the other variants."""
        hero, *others = self.variants
        yield self.picture(hero)
        if self.second:
            shot, alt = self.second
            yield Picture(f"{self.sku}-2", lambda: self.build(hero), shot, alt.format(spoken(hero)))
        yield from map(self.picture, others)


@dataclass
class Category:
    """A shelf of the shop, and the decorator that puts products on it."""

    name: str
    products: list[Product] = field(default_factory=list)

    def product(
        self,
        sku,
        name,
        description,
        *,
        material,
        dimensions,
        alt,
        variants="",
        option="colour",
        shot=Shot(),  # noqa: B008 - frozen, so it may be shared
        second=None,
    ):
        """Register the decorated function as the builder of a product."""

        def register(build):
            choices = tuple(v.strip() for v in variants.split(",")) if variants else ("standard",)
            self.products.append(
                Product(
                    sku,
                    self.name,
                    name,
                    description,
                    material,
                    dimensions,
                    option if variants else "",
                    choices,
                    alt,
                    build,
                    shot,
                    second,
                )
            )
            return build

        return register
