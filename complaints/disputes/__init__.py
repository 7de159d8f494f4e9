"""Who else can help when a buyer and the shop cannot agree (ISO 10003; CMP-03, CMP-12, CMP-14)."""
