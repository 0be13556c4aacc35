/**
 * Creates an element. What comes from the service only ever becomes text or an attribute, never markup.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Readonly<Record<string, string>>} attributes
 * @param {readonly (Node | string)[]} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

const svg = "http://www.w3.org/2000/svg";

/**
 * A picture from the document's `<symbol>`s. It always accompanies a word, so screen readers skip it.
 * @param {string} name
 */
export function icon(name) {
  const picture = document.createElementNS(svg, "svg");
  const use = document.createElementNS(svg, "use");
  use.setAttribute("href", `#icon-${name}`);
  picture.setAttribute("class", `icon icon-${name}`);
  picture.setAttribute("aria-hidden", "true");
  picture.append(use);
  return picture;
}

/**
 * The document's element with an ID.
 * @template {HTMLElement} [Kind=HTMLElement]
 * @param {string} id
 * @returns {Kind}
 */
export function byId(id) {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`The page has no element #${id}.`);
  return /** @type {Kind} */ (found);
}

/**
 * Sets an element's text, and touches the document only if it changes: a selection stays, and nothing is laid out again.
 * @param {Element} target
 * @param {string} text
 */
export function setText(target, text) {
  if (target.textContent !== text) target.textContent = text;
}

/**
 * @param {HTMLElement} target
 * @param {string} name
 * @param {string} value
 */
export function setStyle(target, name, value) {
  if (target.style.getPropertyValue(name) !== value) target.style.setProperty(name, value);
}

/**
 * Replaces an element's children, and keeps the focus on the child with the same `data-key`.
 * @param {HTMLElement} parent
 * @param {readonly (Node | string)[]} children
 */
export function replaceChildren(parent, children) {
  const focused = document.activeElement;
  const key = parent.contains(focused) && focused instanceof HTMLElement ? focused.dataset.key : undefined;
  parent.replaceChildren(...children);
  if (key !== undefined) focusKey(parent, key);
}

/**
 * @param {HTMLElement} parent
 * @param {string} key
 */
export function focusKey(parent, key) {
  const target = parent.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (target instanceof HTMLElement) target.focus({ preventScroll: true });
}
