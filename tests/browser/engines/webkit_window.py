"""A window of WebKitGTK that a WebDriver drives, with nothing in it but the page.

WebKitGTK's own MiniBrowser forgets everything when it is driven, and is never narrower than its toolbar. This one
keeps its data in a folder, as a phone does. WebKitWebDriver starts it with Debian's Python; it imports nothing of ours.

    webkit_window.py FOLDER WIDTH HEIGHT
"""

import sys
from pathlib import Path

import gi

gi.require_version("Gtk", "3.0")
gi.require_version("WebKit2", "4.1")
from gi.repository import Gdk, Gtk, WebKit2  # noqa: E402 - the versions are required before


class Browser:
    """The windows of one browser."""

    def __init__(self, folder: Path, width: int, height: int) -> None:
        self._size = (width, height)
        data = WebKit2.WebsiteDataManager(
            base_data_directory=str(folder / "data"), base_cache_directory=str(folder / "cache")
        )
        self._context = WebKit2.WebContext(website_data_manager=data)
        self._context.get_cookie_manager().set_persistent_storage(
            str(folder / "cookies"), WebKit2.CookiePersistentStorage.SQLITE
        )
        self._context.set_automation_allowed(True)
        self._context.connect("automation-started", self._automated)
        # What no test catches stands in the driver's log.
        self._settings = WebKit2.Settings(enable_write_console_messages_to_stdout=True)

    def _automated(self, _context, session):
        about = WebKit2.ApplicationInfo()
        about.set_name("WebKitGTK")
        session.set_application_info(about)
        session.connect("create-web-view", self._new_window)

    def _new_window(self, _session):
        view = WebKit2.WebView(web_context=self._context, settings=self._settings, is_controlled_by_automation=True)
        width, height = self._size
        window = Gtk.Window(default_width=width, default_height=height)
        window.add(view)
        view.connect("close", lambda _view: window.destroy())
        window.show_all()
        # There is nobody on this screen who gives windows the keyboard.
        window.get_window().focus(Gdk.CURRENT_TIME)
        return view


if __name__ == "__main__":
    browser = Browser(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
    Gtk.main()
