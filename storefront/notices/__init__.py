"""
Every message to a person leaves through here.

A *message* is a row written in the transaction of the fact that it tells (the outbox), once for
each channel: mail, the account's inbox, SMS. It is built and sent by a worker, from ids, in the
reader's language; it is tried again with growing pauses, and after the last try lies where staff
see it. A *kind* says which channels a message takes, what it is for and how its words are found.

Must never happen: a message about something that was rolled back, one fact told twice, a message
sent from a request.
"""
