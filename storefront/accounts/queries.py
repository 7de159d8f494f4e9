from .models import User


def display_name(user: User) -> str:
    """Return how an account is addressed on its own pages."""
    return user.get_full_name() or user.username
