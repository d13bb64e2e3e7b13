// open.js: offers the interactive map; nothing of it is loaded before somebody asks.
const PLACE = /^#([A-Z]{3}|BG\d\d|p\d{5})$/;

/**
 * Show the button, and the map once it is pressed.
 * Who follows a link to a place of the map asked for it, unless pictures come from elsewhere.
 * @param {HTMLElement} root
 */
export function mountMap(root) {
  const part = (name) => root.querySelector(`[data-part="${name}"]`);
  const asks = root.querySelectorAll('[data-part="ask"]');
  const show = (isAsked) => asks.forEach((one) => { one.hidden = !isAsked; });
  const open = async () => {
    show(false);
    part("status").textContent = root.dataset.loading;
    try {
      const { showMap } = await import("./view.js");
      await showMap(root, location.hash.slice(1));
    } catch (error) {
      part("status").textContent = root.dataset.failed;
      show(true);
      throw error;
    }
  };
  part("open").addEventListener("click", open);
  show(true);
  if (PLACE.test(location.hash) && !root.dataset.tiles) open();
}

const root = document.querySelector('[data-module="map"]');
if (root && location.protocol.startsWith("http")) mountMap(root);
