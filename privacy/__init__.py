"""
The buyer's data in the buyer's hands.

*Choices*: what may be done with it, switch by switch. *Access*: all of it, as files. *Erasure*:
closing the account, with every field told apart: deleted, made nobody's, or kept and why.

Invariant: nothing here knows a model by heart. It reads what the packages declare in their
`personal_data.py`, so a new personal field is shown, exported and erased by being declared.
"""
