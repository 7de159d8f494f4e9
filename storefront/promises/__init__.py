"""
The promise ledger: what the shop must do, by when, and whether it did.

A *promise* is made about a row (an order, a refund, a complaint), is due at a moment, and ends kept
(with its evidence), broken or withdrawn. A broken promise may still be kept late, and both facts
stay. What happens when one breaks is said by the package that makes such promises: it registers a
*kind* with its remedy, and the remedy runs in the transaction that marks the promise broken.

Must never happen: a promise that silently vanishes, one kept twice, a due time moved afterwards.
"""
