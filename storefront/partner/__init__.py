"""
Who supplies the goods, what they cost and how many there are.

A price is gross, in the currency of its stock record, and has a history that is only ever
continued: the reference price of a reduction is computed from it, never typed. Stock is two
numbers of Oscar's: in the warehouse and set aside; free is their difference. Prices and counts
change through `operations` alone. What must follow a change registers in `registry`.
"""
