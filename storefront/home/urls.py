from django.urls import path

from . import machines, views

# The front page is the shop's, whatever folder it is made in.
app_name = "storefront"
urlpatterns = [path("", views.home, name="home")]

# Of no language: mounted outside the shop's pages.
for_machines = [
    path("robots.txt", machines.robots, name="robots"),
    path("sitemap.xml", machines.sitemap, name="sitemap"),
    path("sitemap-<int:part>.xml", machines.sitemap_part, name="sitemap-part"),
]
