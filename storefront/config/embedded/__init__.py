"""
The servers a fresh machine does not have: PostgreSQL and Redis, run by ourselves.

Plain Python without Django, so that settings can ask for an address and a start script can
start a server before anything else is loaded.

`addresses` says where the servers are, whether or not they run. `postgres` and `redis` know how
to start one of each. `keeper` is the process that owns one: whoever needs the server holds a
shared lock (`keeper.ensure_running`), and when the last one has gone, however it went, the keeper
stops the server and leaves. So a server is never started twice for one data folder and never
outlives its users.
"""
