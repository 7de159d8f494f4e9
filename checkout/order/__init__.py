"""
Orders: what was sold, how far it is, and who may see it. Oscar's tables, our lifecycle.

Every step is one function in `operations` (lock, check, write, tell), with its effect on stock:
until dispatch the goods stand in `num_allocated`, dispatch takes them out, cancelling gives them
back. Every step is kept in `order.moves` with who, when and why. Later packages act by registering
in `registry`; they are called inside the transaction of the step. A step that was taken by mistake
is undone by `undoing`, and stays in the history with what undid it.

An order is written by `creator` from the frozen snapshot of its intent, never from a live basket.
A stranger gets 404; `access.order_for` is the one door (owner, or a signed link's grant).
"""
