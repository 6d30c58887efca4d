
"use strict";
// Light or dark: as the system says, until the reader chooses.
(() => {
  const root = document.documentElement, button = document.getElementById("theme");
  const system = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (root.dataset.theme || (system.matches ? "dark" : "light")) === "dark";
  const label = () => {
    button.textContent = isDark() ? "Light" : "Dark";
    button.setAttribute("aria-label", isDark() ? "Switch to light colours" : "Switch to dark colours");
  };
  try {
    const kept = localStorage.getItem("energy-opt-theme");
    if (kept === "dark" || kept === "light") root.dataset.theme = kept;
  } catch (_) { /* pages opened from a file may have no storage */ }
  button.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    try { localStorage.setItem("energy-opt-theme", root.dataset.theme); } catch (_) { /* as above */ }
    label();
  });
  system.addEventListener("change", label);
  button.hidden = false;
  label();
  root.classList.add("js");
})();
