"""What happens to an account: by its owner, when it is closed, and by managers of the shop."""

from .details import change_details, hand_over, make_nobodys
from .rights import (
    AlreadySo,
    ClosedForGood,
    ManagersOnly,
    OwnAccount,
    RolesNeedStaff,
    give_rights,
    note_refused,
    reopen_account,
    stop_account,
)
from .roles import (
    NameTaken,
    NoName,
    RoleInUse,
    UnknownPermission,
    make_usual_roles,
    remove_role,
    save_role,
)

__all__ = [
    "AlreadySo",
    "ClosedForGood",
    "ManagersOnly",
    "NameTaken",
    "NoName",
    "OwnAccount",
    "RoleInUse",
    "RolesNeedStaff",
    "UnknownPermission",
    "change_details",
    "give_rights",
    "hand_over",
    "make_nobodys",
    "make_usual_roles",
    "note_refused",
    "remove_role",
    "reopen_account",
    "save_role",
    "stop_account",
]
