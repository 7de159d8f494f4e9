"""The one AdminSite: the front end of everyone who works in the shop."""

from django.utils.translation import gettext_lazy as _
from unfold.sites import UnfoldAdminSite


class StaffSite(UnfoldAdminSite):
    site_title = _("Fernhill staff")
    site_header = _("Fernhill staff")
    index_title = _("What is waiting")
    enable_nav_sidebar = False


site = StaffSite(name="admin")
