"""What of the right to withdraw a thing is outside of, in words; one sentence for every page."""

from django.utils.translation import gettext as _

from storefront.law.calculators import withdrawal
from storefront.law.rules import Rules


def words(rules: Rules, kind: str) -> str:
    """
    Say what the law takes out of the right for goods of a kind (`sealed_hygiene`), "" for nothing.

    CRD art. 6(1)(k): that the right does not exist, or is lost, is told before the order.
    """
    if not kind:
        return ""
    if withdrawal.is_excluded(rules, kind):
        return _("No right to withdraw: it is made to your wishes, or will not keep.")
    if withdrawal.is_excluded(rules, kind, acts=["unsealed"]):
        return _("Only while its seal is unbroken: once you break it, this right ends for it.")
    return ""
