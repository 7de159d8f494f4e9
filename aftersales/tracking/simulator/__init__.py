"""
A carrier of our own making, for demonstration and tests: it takes parcels in and reports on them.

It keeps its own books, knows nothing of orders, and reaches the shop only as a real carrier would:
by signed posts over HTTP. A *scan* is one report that it owes; its postman is a Celery task.
"""
