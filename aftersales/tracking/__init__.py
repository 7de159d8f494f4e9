"""
Where the goods are: parcels, what carriers report of them, and the order's own page.

A *shipment* is one parcel of an order; a *checkpoint* is one thing that its carrier reported. The
status of a shipment is worked out from all its checkpoints, so reports may come late, doubled or in
any order. When the last parcel is with the buyer the order is delivered, at the carrier's time.

Must never happen: a checkpoint believed without a signature or without a person who typed it, a
parcel delivered twice, a shipped line without a parcel, a report that quietly vanishes.
"""
