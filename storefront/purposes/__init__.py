"""
What personal data is used for, who agreed to what, and which fields hold it.

A *purpose* is declared by the package that uses data for it; a *choice* is one line of a ledger:
who said yes or no, when, to which words. `queries.granted()` is asked before every use that is
not part of the purchase itself or demanded by law, so that an undeclared use fails in code
(LBT-6.5.2). `personal.declared()` lists every personal field of the house with its purpose, how
long it is kept and what becomes of it on erasure.
"""
