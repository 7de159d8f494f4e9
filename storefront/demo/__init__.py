"""
The goods, people and texts of Fernhill, the shop that comes with the code: tables and pictures.

Each app brings its own part of it to life in its `demo.py`, a function `demo(at)`; what they share
in reading the tables is in `tables`.
"""
