"""
The address book of an account: the addresses that a member keeps, and the one that comes first.

Rows are Oscar's; nothing here changes an order, which has its address for itself. Whoever writes
in a book locks its account first, so that one address comes first and none is there twice.
"""
