// Runs in every page before the app, and notes when things happen, in milliseconds of the page's own clock.
//
// A moment counts when it has been drawn and the page has taken up the next event after it, so that a tap would be answered.

{
  const moments = {};
  globalThis.bench = { moments, when, afterTap };

  /** Notes under `name` when `holds` first holds. */
  function when(name, holds) {
    delete moments[name];
    const look = () => {
      if (name in moments || !holds()) return;
      watcher.disconnect();
      moments[name] = null;
      requestAnimationFrame(() => setTimeout(() => {
        moments[name] = performance.now();
      }));
    };
    const watcher = new MutationObserver(look);
    watcher.observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
    look();
  }

  /** Notes when a button is tapped next, and when what the app then writes is on the disk. */
  function afterTap(button) {
    delete moments.tapped;
    delete moments.durable;
    button.addEventListener("click", ({ timeStamp }) => {
      moments.tapped = timeStamp;
    }, { capture: true, once: true });
  }

  const { transaction } = IDBDatabase.prototype;
  IDBDatabase.prototype.transaction = function (stores, mode, options) {
    const begun = transaction.call(this, stores, mode, options);
    const counts = mode === "readwrite" && options?.durability === "strict" && [stores].flat().includes("queue");
    if (counts && "tapped" in moments) {
      begun.addEventListener("complete", () => {
        moments.durable ??= performance.now();
      });
    }
    return begun;
  };

  // A start: the lock, and once it is open the heading and the first appointment of the day.
  when("locked", () => document.querySelector("#pin"));
  when("today", () => document.querySelector("h1") && document.querySelector("#appointments + :not(.empty)"));
}
