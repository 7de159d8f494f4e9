"""
Changing an order while it is still here: cancelling all of it, or some of its lines.

A *cancellation* is who asked for what to be left out, when and why. What it does to stock, money
and promises happens in the same transaction, or not at all. Nothing is cancelled once a carrier
has it: from there a buyer withdraws (`aftersales.returns`), and the refusal says so.
"""
