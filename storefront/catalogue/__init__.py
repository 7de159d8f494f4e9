"""
What the shop says about its goods, and when it may say it.

A product has facts, each with someone who vouches for it, and a sheet, which counts its versions
and says whether it is on sale. What its class demands decides whether it may be published. A card
is what a listing shows of it: rewritten with every change, in the same transaction, and holding no
stock, since that changes with every hold. Everything changes through `operations` alone.
"""
