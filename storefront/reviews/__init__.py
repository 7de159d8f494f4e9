"""
Reviews: what buyers say about what they bought, shown to all as it was written (LBT-6.4.5).

Nouns: a *purchase* is a thing that somebody received, as the package that knows orders tells it
(`registry`); a *draft* is what its buyer typed and has not sent; a *review* is Oscar's row, its
*facts* are ours: how it stands, when it was bought, which rule it broke. An *edition* is what it
said before its author changed it. An *answer* is the shop's, an *appeal* its author's against
hiding it, a *report* anybody's.

Invariants
- Only who received a thing may review it, once; staff may not.
- A review that waits is shown when its time has come, unless a person hid it under one of the
  published reasons. Nothing here decides by the stars, and no list for deciding sorts by them.
- Nobody but its author changes its words; nothing that was shown is deleted.
- Average, distribution and the product's card change in the transaction that shows or hides.
"""
