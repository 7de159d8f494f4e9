"""Links to a statement: for whoever made it, with an account or without."""

from datetime import timedelta

STATEMENT_LINK = "withdrawal"
# The statement is the buyer's proof, so its page opens as long as a dispute may last.
STATEMENT_LASTS = timedelta(days=730)
