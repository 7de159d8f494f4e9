"""
Who may review what: `storefront.reviews` is told here who received a thing with which order.

A thing counts as received when a parcel with it has come. What was cancelled never left and cannot
be reviewed; what was sent back was in its buyer's hands, so it can, and the review says so.
Whoever agreed to it is asked once, some days after the last parcel.
"""
