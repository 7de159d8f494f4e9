import os
import subprocess
import sys


def test_a_shop_with_stripe_and_no_secret_for_its_posts_does_not_start():
    asked = subprocess.run(
        [sys.executable, "-c", "import storefront.config.settings"],
        env={**os.environ, "STRIPE_SECRET_KEY": "sk_test_x", "STRIPE_WEBHOOK_SECRET": ""},
        capture_output=True,
        text=True,
        check=False,
    )

    assert asked.returncode == 1
    assert "STRIPE_SECRET_KEY needs STRIPE_WEBHOOK_SECRET beside it." in asked.stderr
