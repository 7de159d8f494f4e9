"""
The ground under every package: small, and with no business in it.

Nouns: a *move* (one step of a lifecycle, with who, when and why), *money* (a Decimal with its
currency), a *reference* (what a person reads out on the phone), a *link* (a signed, expiring
right to see one thing), a *calendar* (when a country works), a *refusal* (a no, in words that a
buyer can read).

Invariants: a status changes only through `lifecycle.move`; an amount is rounded only in `money`;
the clock is read once a request or task, and passed on as `at`.
"""
