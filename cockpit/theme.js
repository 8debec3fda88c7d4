// SPDX-License-Identifier: LGPL-2.1-or-later
// Follows the style that Cockpit's user has chosen, as Cockpit's own pages do, before anything is drawn.
"use strict";

(() => {
  const system = window.matchMedia("(prefers-color-scheme: dark)");

  function apply(chosen) {
    const style = chosen || localStorage.getItem("shell:style") || "auto";
    const dark = style === "dark" || (style === "auto" && system.matches);

    document.documentElement.classList.toggle("pf-theme-dark", dark);
  }

  // The shell announces a choice by an event of its own, other windows through the storage that they share.
  window.addEventListener("cockpit-style", event => apply(event.detail.style));
  window.addEventListener("storage", event => event.key === "shell:style" && apply());
  system.addEventListener("change", () => apply());
  apply();
})();
