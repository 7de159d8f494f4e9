"""Fernhill's ways of delivery, as its delivery policy promises them."""

from datetime import datetime, time
from decimal import Decimal

from django.utils.translation import gettext_noop as _

from .models import DeliveryMethod

EUROPE = ["GB", "DE", "FR", "NL", "IT", "ES"]
KINDS = DeliveryMethod.Kind

METHODS = [
    {
        "code": "standard",
        "name_en": "Standard, to your door",
        "name_zh_hans": "标准配送，送货上门",
        "note_en": "By van from Kilmore, everything in one parcel.",
        "note_zh_hans": "从 Kilmore 发货，所有商品装在一个包裹里。",
        "kind": KINDS.POST,
        "carrier": _("Wexford Post"),
        "tracking_en": "Your order page, and the carrier's own with the number we send",
        "tracking_zh_hans": "您的订单页面，以及用我们发送的单号在承运方网站查询",
        "countries": ["IE"],
        "price": Decimal("4.90"),
        "free_from": Decimal("60.00"),
        "min_days": 2,
        "max_days": 4,
        "position": 10,
    },
    {
        "code": "express",
        "name_en": "Express, the next working day",
        "name_zh_hans": "快递，下一个工作日送达",
        "note_en": "By courier. If it comes later, you get the charge back without asking.",
        "note_zh_hans": "由快递员送达。如有延误，运费自动退还。",
        "kind": KINDS.COURIER,
        "carrier": _("Slaney Couriers"),
        "tracking_en": "Your order page, and the courier's own with the number we send",
        "tracking_zh_hans": "您的订单页面，以及用我们发送的单号在快递公司网站查询",
        "countries": ["IE"],
        "price": Decimal("9.90"),
        "free_from": None,
        "min_days": 1,
        "max_days": 1,
        "position": 20,
    },
    {
        "code": "collection",
        "name_en": "Collect it from our workshop",
        "name_zh_hans": "到我们的工坊自取",
        "note_en": "9 Weir Lane, Kilmore, Co. Wexford, Mon to Fri, 9:00 to 17:00. "
        "We keep it for 14 days.",
        "note_zh_hans": "9 Weir Lane, Kilmore, Co. Wexford，周一至周五 9:00–17:00。"
        "为您保留 14 天。",
        "kind": KINDS.COLLECTION,
        "carrier": "",
        "tracking_en": "Your order page says when it is ready",
        "tracking_zh_hans": "您的订单页面会显示何时可取",
        "countries": ["IE"],
        "price": Decimal("0.00"),
        "free_from": None,
        "min_days": 1,
        "max_days": 1,
        "position": 30,
    },
    {
        "code": "europe",
        "name_en": "Standard, to your door in Europe",
        "name_zh_hans": "欧洲标准配送，送货上门",
        "note_en": "By parcel post from Kilmore, everything in one parcel.",
        "note_zh_hans": "从 Kilmore 以邮政包裹寄出，所有商品装在一个包裹里。",
        "kind": KINDS.POST,
        "carrier": _("Wexford Post"),
        "tracking_en": "Your order page, and the carrier's own with the number we send",
        "tracking_zh_hans": "您的订单页面，以及用我们发送的单号在承运方网站查询",
        "countries": EUROPE,
        "price": Decimal("9.90"),
        "free_from": None,
        "min_days": 4,
        "max_days": 8,
        "position": 10,
    },
    {
        "code": "china",
        "name_en": "International, to your door in China",
        "name_zh_hans": "国际配送，送货上门",
        "note_en": "By air and local courier. Import duty or tax may fall due; "
        "the carrier collects it.",
        "note_zh_hans": "空运加本地快递。可能产生进口关税或税费，由承运方收取。",
        "kind": KINDS.POST,
        "carrier": _("Wexford Post and its partner"),
        "tracking_en": "Your order page, and the carrier's own with the number we send",
        "tracking_zh_hans": "您的订单页面，以及用我们发送的单号在承运方网站查询",
        "countries": ["CN"],
        "price": Decimal("24.90"),
        "free_from": None,
        "min_days": 8,
        "max_days": 15,
        "position": 10,
    },
]


def demo(at: datetime) -> None:
    """Write the methods, or bring them back to what they were."""
    for each in METHODS:
        values = {**each, "currency": "EUR", "cutoff": time(14), "active": True}
        DeliveryMethod.objects.update_or_create(code=values.pop("code"), defaults=values)
