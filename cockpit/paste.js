// SPDX-License-Identifier: LGPL-2.1-or-later
// What gives a guest a mode, and what else it needs to start here: the texts that ppc-compatctl prints.

import { PASTE } from "./texts.js";

const _ = cockpit.gettext;

function known(option) {
  return Object.hasOwn(PASTE.options, option) ? PASTE.options[option] : { elements: {}, unsafe: false, needlessFor: [] };
}

function neededOptions(host) {
  return Object.entries(host.MachineOptions || {}).map(([name, value]) => `${name}=${value}`)
    .filter(option => !known(option).needlessFor.includes(host.RecommendedMode));
}

function between([before, after] = ["", ""], text) {
  return text ? before + text + after : "";
}

export function guestText(kind, host) {
  const text = PASTE.texts[kind];
  const named = PASTE.named.includes(host.ProcessorModel);
  const options = neededOptions(host);
  const elements = options.map(option => known(option).elements[kind]).filter(Boolean);
  const direct = options.filter(option => !known(option).elements[kind]);

  if (!host.RecommendedMode)
    return "";
  if (!text.cpu || !named)
    direct.unshift(PASTE.mode);
  return [(named ? text.cpu : text["cpu-unnamed"]) || "", between(text.features, elements.join("")),
    between(text.machine, direct.join(",")), text.end || ""].join("").replaceAll("@MODE@", host.RecommendedMode);
}

// A sentence, or nothing if no protection has to be off.
export function unsafeWords(host) {
  const unsafe = neededOptions(host).filter(option => known(option).unsafe);

  return unsafe.length > 0 ? cockpit.format(_(PASTE.unsafe), unsafe.join(", ")) : "";
}
