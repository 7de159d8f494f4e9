"""Every page that anyone may open passes axe, on a phone and a desk, in light and dark."""

import pytest

from .audit import everybody_can_use

PUBLIC = [
    "/",
    "/shop/",
    "/search/?q=mug",
    "/search/?q=mgu",
    "/search/?q=nothingofthekind",
    "/search/",
    "/rules/",
    "/rules/terms/",
    "/rules/returns/",
    "/rules/privacy/",
    "/record/",
    "/basket/",
    "/complaints/new/",
    "/privacy/",
    "/something-is-not-right/",
    "/orders/find/",
    "/withdrawal/",
    "/account/login/",
    "/account/signup/",
    "/account/password/reset/",
    "/no-such-page/",
]


@pytest.mark.parametrize("path", PUBLIC)
def test_a_public_page_is_for_everybody(visit, shop, path):
    page = visit()

    page.goto(path)

    everybody_can_use(page)


@pytest.mark.parametrize("title", ["Hob mug", "Weir bowl", "Slate lamp", "Peat candle"])
def test_a_product_page_is_for_everybody(visit, shop, title):
    page = visit()

    page.goto(shop.page(title))

    everybody_can_use(page)


@pytest.mark.parametrize("path", ["/", "/shop/", "/search/?q=杯", "/basket/", "/complaints/new/"])
def test_a_chinese_page_is_for_everybody(visit, shop, path):
    page = visit()

    page.goto(f"/zh-hans{path}")

    everybody_can_use(page)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ('<img src="data:,">', "image-alt"),
        ('<p style="color:#bbb;background:#fff">Pale</p>', "(390, light) color-contrast"),
        ('<p style="width:500px">Wide</p>', "wide on a screen of 390"),
        (
            "<style>@media (prefers-color-scheme: dark) { p { color: #333; background: #000 } }"
            "</style><p>Dim</p>",
            "(1280, dark) color-contrast",
        ),
    ],
)
def test_the_audit_finds_what_is_wrong(visit, body, said):
    page = visit()
    page.set_content(
        f'<!doctype html><html lang="en"><title>A page</title><main><h1>A page</h1>{body}</main>'
    )

    with pytest.raises(AssertionError) as refusal:
        everybody_can_use(page)

    assert said in str(refusal.value)
