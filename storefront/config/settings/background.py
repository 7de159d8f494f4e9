"""Background work: Celery's broker, its queues and what beat wakes."""

from .base import REDIS_URL

# kombu calls a socket of Redis redis+socket://, redis-py calls it unix://.
CELERY_BROKER_URL = (
    REDIS_URL.replace("unix://", "redis+socket://", 1).replace("?db=", "?virtual_host=")
    if REDIS_URL.startswith("unix://")
    else REDIS_URL
)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_DEFAULT_QUEUE = "shop"
CELERY_TASK_TIME_LIMIT = 120
CELERY_TASK_SOFT_TIME_LIMIT = 90
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 600, "global_keyprefix": "candour:"}
CELERY_TIMEZONE = "UTC"
CELERY_ENABLE_UTC = True

# Every sweep is safe to run twice, and at the same time as itself.
CELERY_BEAT_SCHEDULE = {
    "heartbeat": {"task": "storefront.config.tasks.heartbeat", "schedule": 5.0},
    "sessions": {"task": "storefront.config.tasks.forget_sessions", "schedule": 24 * 3600.0},
    "holds": {"task": "checkout.holds.tasks.expire_due", "schedule": 30.0},
    "refunds.extras": {"task": "aftersales.refunds.tasks.work_out_extras", "schedule": 600.0},
    "complaints.informed": {"task": "complaints.cases.tasks.keep_informed", "schedule": 1800.0},
    "invoices": {"task": "aftersales.invoices.tasks.issue_due", "schedule": 60.0},
    "retention": {
        "task": "privacy.erasure.tasks.forget_what_is_over",
        "schedule": 24 * 3600.0,
    },
    "old baskets": {"task": "checkout.tasks.forget_old_baskets", "schedule": 3600.0},
    "reviews.publish": {"task": "storefront.reviews.tasks.publish_due", "schedule": 60.0},
    "reviews.drafts": {"task": "storefront.reviews.tasks.forget_drafts", "schedule": 24 * 3600.0},
    "reviews.invite": {"task": "aftersales.reviewing.tasks.invite_due", "schedule": 3600.0},
    "returns.settle": {"task": "aftersales.returns.tasks.settle_due", "schedule": 300.0},
    "returns.acknowledged": {
        "task": "aftersales.returns.tasks.keep_acknowledgements",
        "schedule": 20.0,
    },
    "returns.labels": {"task": "aftersales.returns.tasks.make_labels", "schedule": 60.0},
    "orders.complete": {
        "task": "aftersales.returns.tasks.complete_orders",
        "schedule": 6 * 3600.0,
    },
    "recalls": {"task": "aftersales.recalls.tasks.carry_out_all", "schedule": 120.0},
    "recalls.again": {"task": "aftersales.recalls.tasks.tell_again", "schedule": 3600.0},
    "recalls.letters": {"task": "aftersales.recalls.tasks.follow_letters", "schedule": 60.0},
    "notices": {"task": "storefront.notices.tasks.send_due", "schedule": 10.0},
    "order.popularity": {"task": "checkout.order.tasks.count_popularity", "schedule": 3600.0},
    "catalogue.expired": {
        "task": "storefront.catalogue.tasks.take_off_expired",
        "schedule": 3600.0,
    },
    "policies.told": {"task": "storefront.policies.tasks.tell_members", "schedule": 600.0},
    "promises": {"task": "storefront.promises.tasks.break_overdue", "schedule": 60.0},
    "promotions": {"task": "checkout.promotions.tasks.end_what_is_over", "schedule": 600.0},
    "payments.reconcile": {"task": "checkout.payments.tasks.reconcile", "schedule": 30.0},
    "payments.events": {"task": "checkout.payments.tasks.handle_events", "schedule": 15.0},
    "payments.forget": {
        "task": "checkout.payments.tasks.forget_refused_events",
        "schedule": 24 * 3600.0,
    },
    "payments.refunds": {"task": "checkout.payments.tasks.send_refunds", "schedule": 30.0},
    "payments.expire": {"task": "checkout.payments.tasks.expire_intents", "schedule": 60.0},
    "payments.unpaid": {"task": "checkout.payments.tasks.cancel_unpaid", "schedule": 600.0},
    "payments.confirmed": {
        "task": "checkout.payments.tasks.keep_confirmations",
        "schedule": 20.0,
    },
    "carriers.book": {"task": "aftersales.tracking.tasks.book_waiting", "schedule": 60.0},
    "carriers.forget": {
        "task": "aftersales.tracking.tasks.forget_refused_posts",
        "schedule": 24 * 3600.0,
    },
    "setbacks.time": {"task": "aftersales.setbacks.tasks.let_time_decide", "schedule": 60.0},
    "setbacks.carriers": {"task": "aftersales.setbacks.tasks.pass_on_waiting", "schedule": 60.0},
    "carriers.simulator": {
        "task": "aftersales.tracking.simulator.tasks.report_due",
        "schedule": 5.0,
    },
    "testbank.posts": {"task": "checkout.payments.testbank.tasks.post_due", "schedule": 5.0},
}

# A sweep that nobody took before the next one is due is not done twice: after an hour without a
# worker there would be hundreds of each.
for _entry in CELERY_BEAT_SCHEDULE.values():
    _entry["options"] = {"expires": _entry["schedule"]}
