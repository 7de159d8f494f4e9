"""
The shop's rules in plain words, each version kept.

A *policy version* is one text of one policy in one language, in force from a moment until the
next version is. Once in force it never changes: whoever accepted it can read it for ever.
"""
