"""
Goods that turned out to be dangerous: their sale ends at once, and everybody who has one is told.

A *recall* is of a product, or of some of its variants or lots, with the hazard, what to do, and the
remedies offered. One person drafts it, another lets it go out. A *case* is one order that such
goods were sent with, or were to be: what of it is affected, when its buyer was told, and what they
chose (LBT-6.4.4, ISO10008-6.3.c, SAF-03 to SAF-06).

Invariants
- From the moment a recall is announced nothing of it is sold, packed or handed over, until it says
  so; what was placed before is among its orders. All of it waits for the locks of stock.
- Every buyer is told by every way that we have, whatever they agreed to of our news; until they
  have read it they are told again, a few times, and then a person sees who is left.
- A remedy is carried out by the operations that carry out any other: nothing is paid twice.
- No time of ours ends a buyer's choice.

Must never happen: a hazard played down; a buyer who has to ask; a coverage better than it is.
"""
