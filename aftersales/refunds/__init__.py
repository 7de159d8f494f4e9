"""
Money that goes back: how it stands, what lateness adds, and what we give of our own accord.

The money itself is moved by `checkout.payments`, never more than came in. What a late refund adds
is not part of what the buyer paid, so it is never taken from there: an *extra* is worked out when
the late refund is done, is owed, and is paid by hand with the bank's reference.
"""
