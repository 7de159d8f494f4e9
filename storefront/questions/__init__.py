"""
Questions about products: asked on the product's page, answered by staff, shown to all.

Nouns: a *question* waits, is answered and so published, or is refused with a reason of the house
rules. Being asked is promised an answer within two working days. What is personal in a question
is masked before anybody sees it. Staff never change the words of whoever asked.
"""
