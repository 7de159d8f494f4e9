"""The declared purposes; what is not declared cannot be asked for, granted or used."""

from dataclasses import dataclass

CONTRACT, LEGAL, CONSENT, INTEREST = "contract", "legal", "consent", "interest"


@dataclass(frozen=True)
class Purpose:
    """
    One of these is a use of personal data, in words its owner can read.

    `basis`: "contract" and "legal" cannot be refused, "consent" is off until switched on,
    "interest" is on until objected to. `retention` says in words how long the data is kept.
    """

    key: str
    title: object
    why: object
    basis: str
    retention: object
    third_parties: tuple[object, ...] = ()

    @property
    def can_be_refused(self) -> bool:
        return self.basis in (CONSENT, INTEREST)

    @property
    def default(self) -> bool:
        return self.basis != CONSENT


class Undeclared(LookupError):
    """Somebody asked for a purpose that no package declared: a mistake in our code."""


_purposes: dict[str, Purpose] = {}


def register(purpose: Purpose) -> None:
    _purposes[purpose.key] = purpose


def purpose_of(key: str) -> Purpose:
    """
    Return the purpose.

    :raises Undeclared: if no package declared it
    """
    try:
        return _purposes[key]
    except KeyError:
        raise Undeclared(key) from None


def all_purposes() -> list[Purpose]:
    return list(_purposes.values())
