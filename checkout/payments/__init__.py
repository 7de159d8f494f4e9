"""
Money: collected once, given back never more than came in, and an order exactly once for it.

Nouns: an *intent* is one press of the order button, frozen; an *attempt* is one try to collect its
sum through one *provider*; an *event* is a provider's signed post; a *refund* is money owed back,
sent by *refund attempts*. What really moved stands in Oscar's Source and Transaction.

Invariants
- An attempt (or refund attempt) is committed before its provider is called, with the key by which
  the provider knows it again. No provider is called inside a transaction.
- An answer that is lost means unknown, never failed; reconciliation asks again.
- At most one attempt of an intent is under way, by a partial unique index.
- Whoever hears of a result first (return page, post, reconciliation, staff) writes all that follows
  under the lock of the intent; the others find it done.
- Locks are taken in one order, the one that stands in the docstring of `checkout`.
- `refunded <= captured` by a constraint; a refund counts from the moment it is written.
- Money that comes for what cannot be had any more goes back by itself, with a message.
- Another sum or currency than asked for, or a reference that has paid before, waits for a person.

It never believes a browser about a payment, never stores a card number, and never changes what an
intent has frozen. A way of paying is one entry in `methods`, a provider one adapter in `providers`.
"""
