"""What we use of Flask-Babel, which has no types of its own."""

from collections.abc import Callable

from babel import Locale
from flask import Flask

class LazyString(str):
    def __new__(cls, func: Callable[..., str], /, *args: object) -> LazyString: ...

class Babel:
    def init_app(
        self,
        app: Flask,
        *,
        default_locale: str = ...,
        default_translation_directories: str = ...,
        locale_selector: Callable[[], str] = ...,
    ) -> None: ...

def gettext(string: str, /, **variables: object) -> str: ...
def lazy_gettext(string: str, /, **variables: object) -> LazyString: ...
def ngettext(singular: str, plural: str, num: int, /, **variables: object) -> str: ...
def pgettext(context: str, string: str, /, **variables: object) -> str: ...
def get_locale() -> Locale | None: ...
