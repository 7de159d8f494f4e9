from django.db.models import QuerySet

from .models import User


def display_name(user: User) -> str:
    """Return how an account is addressed on its own pages."""
    return user.get_full_name() or user.username


def managers() -> QuerySet[User]:
    """Return who may decide about accounts and roles: managers who can sign in."""
    return User.objects.filter(is_active=True, is_staff=True, is_superuser=True)
