/**
 * Makes an element. Properties are set as they are; `class`, `data-*`, `aria-*`, `for` and `role` are attributes.
 * @param {string} name
 * @param {object} [properties]
 * @param {...(Node | string)} children
 */
export function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === undefined || value === null) continue;
    if (/^(class|for|role|data-|aria-)/.test(key)) made.setAttribute(key, value);
    else made[key] = value;
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

const shapes = {
  camera: "M3 8.5A2.5 2.5 0 0 1 5.5 6h7A2.5 2.5 0 0 1 15 8.5v7a2.5 2.5 0 0 1-2.5 2.5h-7A2.5 2.5 0 0 1 3 15.5zM15 11l6-3.5v9L15 13",
  upload: "M12 16V5m-4.5 4L12 4.5 16.5 9M4.5 16v2.5A1.5 1.5 0 0 0 6 20h12a1.5 1.5 0 0 0 1.5-1.5V16",
  download: "M12 4v11m-4.5-4L12 15.5l4.5-4.5M4.5 16v2.5A1.5 1.5 0 0 0 6 20h12a1.5 1.5 0 0 0 1.5-1.5V16",
  scissors: "M6 9a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zm0 11a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM20 5 8 15.8M20 19 8 8.2",
  record: "M12 19.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15zm0-4.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6z",
  stop: "M7 7h10v10H7z",
  window: "M4 6.5A1.5 1.5 0 0 1 5.5 5h9A1.5 1.5 0 0 1 16 6.5v6a1.5 1.5 0 0 1-1.5 1.5h-9A1.5 1.5 0 0 1 4 12.5zM19 9.5a1.5 1.5 0 0 1 1 1.5v7a1.5 1.5 0 0 1-1.5 1.5h-9A1.5 1.5 0 0 1 8 18",
  link: "M10 14a4 4 0 0 0 5.7 0l3-3A4 4 0 0 0 13 5.3l-1 1M14 10a4 4 0 0 0-5.7 0l-3 3A4 4 0 0 0 11 18.7l1-1",
  reset: "M4.5 12a7.5 7.5 0 1 0 2.5-5.6M4.5 4.5v4h4",
  copy: "M9 9h9.5v10.5H9zM6 15H4.5V4.5H15V6",
  photo: "M4 5.5h16v13H4zM4 16l4.5-4.5 4 4 2.5-2.5 5 5M15.5 10a1.2 1.2 0 1 0 0-2.4 1.2 1.2 0 0 0 0 2.4z",
};

/** A line drawing of 24 units; it says nothing to screen readers. */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", shapes[name]);
  svg.append(path);
  return svg;
}

/** A button with a drawing. */
export function button(text, iconName, onClick, properties = {}) {
  const label = element("span", {}, text);
  const { class: names = "", ...others } = properties;
  const made = element("button", { type: "button", class: `button ${names}`, "aria-label": text, ...others },
    iconName ? icon(iconName) : null, label);
  made.addEventListener("click", onClick);
  return made;
}
