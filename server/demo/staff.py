"""The people of the demonstration office."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Final

from sync.changes import Author

OFFICE_NAME: Final = "見本市 くらし相談センター(見本)"
TIME_ZONE: Final = "Asia/Tokyo"
PASSWORD: Final = "banso-mihon-2026"  # noqa: S105 - published on purpose: the office is marked as a demonstration
"""The password of every account of the demonstration office."""


@dataclass(frozen=True, slots=True)
class DemoMember:
    """A member of the demonstration office."""

    id: str
    login: str
    name: str
    role: str
    duty: str
    phone: str = ""

    @property
    def author(self) -> Author:
        """The member at their own phone or desk."""
        return Author(self.id, self.role)

    @property
    def at_the_office_pages(self) -> Author:
        """The member at an office page that reviews or assigns."""
        return Author(self.id, self.role, trusted=True)


_MEMBERS: Final = (
    ("sato", "佐藤 美和", "supervisor", "主任相談支援員"),
    ("suzuki", "鈴木 健一", "worker", "アウトリーチ支援員"),
    ("takahashi", "高橋 由香", "worker", "就労支援員・就労準備支援員"),
    ("tanaka", "田中 修", "worker", "家計改善支援員"),
    ("watanabe", "渡辺 菜摘", "worker", "相談支援員"),
    ("kobayashi", "小林 実", "worker", "相談支援員(過年度の台帳)"),
    ("ito", "伊藤 誠", "manager", "所長"),
    ("yamamoto", "山本 千秋", "clerk", "事務補助"),
    ("mori", "森 香織(ひだまり作業所)", "partner", "就労準備・学習支援の委託先"),
    ("nakamura", "中村 祐", "administrator", "システム管理"),
)


INVENTED_WORKER: Final = "worker"
"""The role of those who write the records of an office that is built from published tables."""

INVENTED_STAFF: Final = (
    ("worker1", "見本 健一", INVENTED_WORKER),
    ("worker2", "見本 由香", INVENTED_WORKER),
    ("worker3", "見本 修", INVENTED_WORKER),
    ("worker4", "見本 菜摘", INVENTED_WORKER),
    ("worker5", "見本 実", INVENTED_WORKER),
    ("supervisor", "見本 美和", "supervisor"),
)
"""Its people: login, name and role."""


def members(office: str) -> dict[str, DemoMember]:
    """The members by login, with ids that are always the same for an office."""
    return {
        login: DemoMember(
            str(uuid.uuid5(uuid.UUID(office), f"demo/staff/{login}")),
            login,
            name,
            role,
            duty,
            f"000-0000-90{number:02}",
        )
        for number, (login, name, role, duty) in enumerate(_MEMBERS, 1)
    }
