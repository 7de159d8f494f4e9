"""
The front page: what there is, and how well the shop kept its word.

Nouns: the *front page* is one row of words and choices in every language; a *shelf* is a row of
things with a title; the *record* counts promises that fell due. Figures are never written into
the words: they are counted when the page is made. Without a front page the shop opens with its
newest things, so an empty shop has a home too.
"""
