"""
Goods from files: read, checked as a whole, then written as a whole or not at all.

`reading` turns bytes into rows, an adapter (`own`, `shopify`, `magento`) turns rows into `Goods`,
`checks` looks for everything that is wrong and names the row and the column, and `writing` puts
the goods into the shop. An import never loosens what a class must state: what lacks facts stays a
draft. The same file again changes nothing, and a stock that has sold since is left alone.
"""
