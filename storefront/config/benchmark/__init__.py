"""
What a page costs, in processor time and statements, beside yardsticks measured in the same run.

Wall time says more about a machine's mood than about a shop; processor time of the web workers
and of PostgreSQL together says what a page costs. It is given in milliseconds and as a multiple of
a yardstick: a bare Django view, a view with one SELECT, a view that renders 24 rows, and pgbench's
tpcb transaction. So two machines can be compared, and a slow page cannot hide behind a fast one.

A rented machine is fast one minute and slow the next. Some work that is always the same is done
between whatever is weighed, and all figures are told at the pace at which the run began.

`bare` and `shop` are what gunicorn serves, `goods` fills a database of its own, `meter` reads the
processor times, `browser` asks for pages, `journey` goes through a whole order and `steps` takes it
apart, request by request.
"""
