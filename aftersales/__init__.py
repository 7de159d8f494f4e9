"""
After the sale: where the goods are, what a buyer may still do, and doing it.

Nouns: a *shipment* is one parcel of an order and a *checkpoint* one report about it (`tracking`); a
*right* is something that a buyer may do until a time (`rights`); changes, returns and refunds carry
rights out, each in its own folder.

Invariants
- A right is computed from the agreement, the events and the law whenever it is asked for. No flag
  says it, and the operation asks the function that the page asked.
- A parcel stands as all its reports together say, in whatever order they came, and however often.
- An order is delivered when the last of its parcels is, at the carrier's time, because the buyer's
  periods run from there.
- A broken promise of delivery pays its remedy once, without being asked.

Must never happen: a stranger sees an order; a carrier's word is taken without its signature; money
goes back twice for one reason; a page offers what the operation then refuses.
"""
