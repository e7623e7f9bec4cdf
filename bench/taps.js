// Runs in every page before the app, and counts the touches that land on a control. A label is a control as well.
{
  const CONTROLS = "a[href], button, summary, label, input, select, textarea";
  globalThis.taps = 0;
  addEventListener("pointerdown", ({ isPrimary, target }) => {
    if (isPrimary && target.closest(CONTROLS)) globalThis.taps += 1;
  }, { capture: true });
}
