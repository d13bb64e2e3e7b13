// admin.js: the editor speaks Bulgarian, whatever the browser does; it looks at the browser only.
for (const [key, value] of [["language", "bg"], ["languages", Object.freeze(["bg"])]]) {
  Object.defineProperty(navigator, key, { get: () => value, configurable: true });
}
