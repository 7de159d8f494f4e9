"""Which apps there are, in the order in which templates and commands are looked up."""

STOREFRONT = [
    "storefront.core.apps.CoreConfig",
    "storefront.accounts.apps.AccountsConfig",
    "storefront.policies.apps.PoliciesConfig",
    "storefront.promises.apps.PromisesConfig",
    "storefront.notices.apps.NoticesConfig",
    "storefront.purposes.apps.PurposesConfig",
    "storefront.staff.apps.StaffConfig",
    "storefront.questions.apps.QuestionsConfig",
    "storefront.reviews.apps.ReviewsConfig",
    "storefront.home.apps.HomeConfig",
    "storefront.law.apps.LawConfig",
    "storefront.seller.apps.SellerConfig",
    "storefront.config.apps.ConfigConfig",
]
CHECKOUT = [
    "checkout.holds.apps.HoldsConfig",
    "checkout.promotions.apps.PromotionsConfig",
    "checkout.payments.apps.PaymentsConfig",
    "checkout.payments.testbank.apps.TestBankConfig",
    "checkout.agreement.apps.AgreementConfig",
    "checkout.book.apps.BookConfig",
]
AFTERSALES = [
    "aftersales.tracking.apps.TrackingConfig",
    "aftersales.tracking.simulator.apps.SimulatorConfig",
    "aftersales.changes.apps.ChangesConfig",
    "aftersales.returns.apps.ReturnsConfig",
    "aftersales.refunds.apps.RefundsConfig",
    "aftersales.setbacks.apps.SetbacksConfig",
    "aftersales.invoices.apps.InvoicesConfig",
    "aftersales.rights.apps.RightsConfig",
    "aftersales.reviewing.apps.ReviewingConfig",
    "aftersales.lots.apps.LotsConfig",
    "aftersales.recalls.apps.RecallsConfig",
]
COMPLAINTS = ["complaints.cases.apps.CasesConfig"]
PRIVACY = [
    "privacy.choices.apps.ChoicesConfig",
    "privacy.access.apps.AccessConfig",
    "privacy.erasure.apps.ErasureConfig",
]

# Oscar's apps, ours in place of those that we fork.
OSCAR = [
    "oscar.config.Shop",
    "storefront.config.muted.AnalyticsConfig",
    "checkout.apps.CheckoutConfig",
    "oscar.apps.address.apps.AddressConfig",
    "checkout.shipping.apps.ShippingConfig",
    "storefront.catalogue.apps.CatalogueConfig",
    "storefront.config.muted.CatalogueReviewsConfig",
    "oscar.apps.communication.apps.CommunicationConfig",
    "storefront.partner.apps.PartnerConfig",
    "checkout.basket.apps.BasketConfig",
    "oscar.apps.payment.apps.PaymentConfig",
    "storefront.config.muted.OfferConfig",
    "checkout.order.apps.OrderConfig",
    "storefront.config.muted.CustomerConfig",
    "storefront.search.apps.SearchConfig",
    "oscar.apps.voucher.apps.VoucherConfig",
    "storefront.config.muted.WishlistsConfig",
    "storefront.config.muted.DashboardConfig",
    "widget_tweaks",
    "treebeard",
]

INSTALLED_APPS = [
    "modeltranslation",
    "unfold",
    "unfold.contrib.forms",
    "django.contrib.admin.apps.SimpleAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.sites",
    "django.contrib.flatpages",
    "django.contrib.sitemaps",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    *STOREFRONT,
    *OSCAR,
    *CHECKOUT,
    *AFTERSALES,
    *COMPLAINTS,
    *PRIVACY,
]

MIDDLEWARE = [
    "storefront.core.pagecache.PageCache",
    "storefront.core.requests.TimeMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "storefront.core.headers.ContentPolicyMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "storefront.staff.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "storefront.core.typesetting.ChineseMiddleware",
    "storefront.core.origin.SameOriginMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "checkout.basket.middleware.BasketMiddleware",
]

# Oscar's tables stay Oscar's: our forks carry code, not migrations. Catalogue, partner and shipping
# are the exception (columns by language, tables of ours beside); see their migrations/__init__.py.
MIGRATION_MODULES = {
    "basket": "oscar.apps.basket.migrations",
    "order": "oscar.apps.order.migrations",
}
