"""
The agreement: everything the buyer was shown at the moment of ordering, written once and hashed.

It is built in the transaction that places the order, from the intent's frozen snapshot alone. The
fingerprint is the SHA-256 of its canonical JSON, which the buyer can have and check. Page and PDF
are drawn anew from it each time. A trigger refuses to change or delete it; only the stated end of
the time for which it is kept (`candour.retention_is_over`) opens it for deletion.
"""
