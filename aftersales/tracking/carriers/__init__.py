"""Carriers, each behind the same port (`base.Carrier`); settings name those that the shop has."""
