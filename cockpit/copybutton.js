// SPDX-License-Identifier: LGPL-2.1-or-later
// A button that copies a text, and says for a moment whether it did.

import { copy } from "./clipboard.js";
import { setText } from "./dom.js";

const _ = cockpit.gettext;

const COPIED_SHOWN = 2000;

export function offerCopy(button, text) {
  let timer = 0;

  button.addEventListener("click", async () => {
    const copied = await copy(text());

    button.textContent = copied ? _("Copied") : _("Not copied");
    setText("announcement", button.textContent);
    window.clearTimeout(timer);
    timer = window.setTimeout(() => {
      button.textContent = _("Copy");
      setText("announcement", "");
    }, COPIED_SHOWN);
  });
}
