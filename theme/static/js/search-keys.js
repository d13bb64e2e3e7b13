// search-keys.js: walks the results from the field with the arrows: a combobox with a grid (ARIA APG).

/** @returns {(at: number) => void} choose the result of that place; -1 for none */
export function createChooser(input, list) {
  let chosen = -1;

  function choose(at) {
    chosen = at;
    if (list.children.length) list.setAttribute("role", "grid");
    else list.setAttribute("role", "group");
    for (const [place, row] of [...list.children].entries()) {
      row.firstElementChild.id = `result-${place}`;
      if (place === at) row.ariaSelected = "true";
      else row.removeAttribute("aria-selected");
    }
    if (at < 0) input.removeAttribute("aria-activedescendant");
    else input.setAttribute("aria-activedescendant", `result-${at}`);
    list.children[at]?.scrollIntoView({ block: "nearest" });
  }

  input.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && list.children.length) {
      event.preventDefault();
      const places = list.children.length + 1;
      choose(((chosen + 1 + step + places) % places) - 1);
    } else if (event.key === "Enter" && chosen >= 0) {
      event.preventDefault();
      list.children[chosen].querySelector("a").click();
    } else if (event.key === "Escape" && chosen >= 0) {
      event.preventDefault();
      choose(-1);
    }
  });
  for (const [name, value] of [["type", "text"], ["role", "combobox"], ["aria-haspopup", "grid"], ["aria-autocomplete", "list"],
    ["aria-controls", list.id], ["aria-expanded", "false"]]) input.setAttribute(name, value);
  return choose;
}
