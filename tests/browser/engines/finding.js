// Run in the page by WebDriver: the visible elements of a role that have a name, in the order of the page.
// arguments: the role, the name as the source of a regular expression, and within which element (null: the page).
const [role, name, within] = arguments;

const ELEMENTS = {
  alert: "[role=alert]",
  button: "button",
  field: "input, textarea, select",
  heading: "h1, h2, h3",
  link: "a[href]",
  navigation: "nav",
  radio: "label:has(> input[type=radio])",
  radiogroup: "[role=radiogroup]",
  region: "section[aria-label], section[aria-labelledby]",
  searchbox: "input[type=search]",
  title: "h1",
};

const textOf = (element) => (element?.textContent ?? "").replace(/\s+/g, " ").trim();

function nameOf(element) {
  const labelled = element.getAttribute("aria-labelledby");
  if (element.hasAttribute("aria-label")) return element.getAttribute("aria-label");
  if (labelled) return labelled.split(" ").map((id) => textOf(document.getElementById(id))).join(" ");
  if (element.labels?.length) return textOf(element.labels[0]);
  return textOf(element);
}

const isVisible = (element) => element.checkVisibility({ visibilityProperty: true });

return [...(within ?? document).querySelectorAll(ELEMENTS[role])].filter(
  (element) => isVisible(element) && new RegExp(name).test(nameOf(element)),
);
