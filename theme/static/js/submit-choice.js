// submit-choice.js: an old or short link /submit/?id=… goes on to the form it means.
const query = new URLSearchParams(location.search);
const kind = query.get("kind") ?? (query.has("id") ? "profile-change" : "");
const link = [...document.querySelectorAll("[data-module=submit-choice] a")].find((one) => one.dataset.kind === kind);
if (link) {
  query.delete("kind");
  location.replace(`${link.href}?${query}`);
}
