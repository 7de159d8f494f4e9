"""
Goods that go back: because the buyer changed their mind, or because something is wrong with them.

A *statement* is what a buyer said when withdrawing, exactly as it came in, whether or not we could
find the order. A *return* is some lines of one order with two lifecycles: what is decided about
them, and where the parcel is. Invariants: nothing is returned twice or more often than it was
bought; a withdrawal in time is not ours to refuse; what a return pays back is worked out in one
place (`sums`) and paid once.
"""
