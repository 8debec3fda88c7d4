// SPDX-License-Identifier: LGPL-2.1-or-later
// The daemon's answer on the page. It keeps three facts apart: the silicon, this host's mode, its guests' modes.

import { element, fill, make, setText, show, withCommands } from "./dom.js";
import { showHistory, timeElement } from "./history.js";
import { guestText, unsafeWords } from "./paste.js";
import { ageWords, hostModeNote, hypervisorName, modeName, noModesWords, platformName, reasonAction, reasonMeaning, reasonTitle,
  stateName, timeWords, triggerWords } from "./words.js";

const _ = cockpit.gettext;

const STATE_COLOURS = { ready: "good", degraded: "warning", unavailable: "bad" };

// As on the bus: the words that a support engineer asks for, with masks as text, since numbers would lose bits.
const DETAILS = ["CompatMask", "KernelMask", "Source", "HostLogicalPVR", "ProcessorPVR", "Generation", "QueryCount",
  "LastQueryTimestamp", "Version"];

function showHost(host) {
  setText("processor", modeName(host.ProcessorModel));
  setText("host-mode", modeName(host.HostMode));
  setText("host-mode-note", hostModeNote(host));
  setText("platform", platformName(host.Platform, host.Reason));
  setText("state", stateName(host.State));
  element("state").className = `label ${STATE_COLOURS[host.State] || ""}`;
  setText("reason-word", host.Reason || "");
  show("reason-word", host.Reason);
}

// The layers of this machine, from what the page says elsewhere.
function showLayers(host) {
  const modes = guestModes(host);

  setText("layer-guests", modes.join(", ") || "–");
  element("layer-of-guests").className = modes.length > 0 ? "good" : "";
  setText("layer-host", modeName(host.HostMode));
  setText("layer-hypervisor-name", hypervisorName(host.Platform));
  show("layer-hypervisor", host.Platform !== "powernv");
  setText("layer-processor", modeName(host.ProcessorModel));
  show("layers", host.Reason !== "not-power");
}

function showReason(host) {
  show("reason", host.Reason);
  if (!host.Reason)
    return;
  element("reason").className = `alert ${STATE_COLOURS[host.State] || "warning"}`;
  setText("reason-title", reasonTitle(host));
  fill("reason-meaning", [host.Reason], () => withCommands(reasonMeaning(host.Reason)));
  fill("reason-action", [host.Reason, host.Platform], () => withCommands(reasonAction(host.Reason, host.Platform)));
}

function modeLabel(mode, recommended) {
  return make("li", mode === recommended ? "label chosen" : "label",
    mode === recommended ? cockpit.format(_("$0 (recommended)"), mode) : mode);
}

function unbroken(part) {
  return part === " " ? part : make("span", "option", part);
}

// Breaks between the options where it can, else between the words of one, and within a word at last.
function showOptions(id, text) {
  fill(id, text, () => text.split(/( )(?=-)/).map(
    option => option === " " ? option : make("span", "option", ...option.split(/( )/).map(unbroken))));
}

// power8 is never in CompatModes.
function guestModes(host) {
  return host.RecommendedMode === "power8" ? [...host.CompatModes, "power8"] : host.CompatModes || [];
}

function showGuests(host) {
  const mode = host.RecommendedMode;
  const modes = guestModes(host);

  fill("guest-modes", [modes, mode], () => modes.map(each => modeLabel(each, mode)));
  show("guest-modes", modes.length > 0);
  fill("guest-modes-note", [modes, host], () => modes.length > 0 ? [] : withCommands(noModesWords(host)));
  show("copy", mode);
  show("nothing-to-copy", !mode);
  showOptions("qemu-text", guestText("qemu-args", host));
  setText("libvirt-text", guestText("libvirt-xml", host));
  showOptions("virt-install-text", guestText("virt-install-args", host));
  setText("unsafe", unsafeWords(host));
  show("unsafe", unsafeWords(host));
}

// Goes on as time does.
function showLastChange(host) {
  const at = host.LastChangeTimestamp;
  const text = at ? [ageWords(at), triggerWords(host.LastTrigger)].filter(Boolean).join(", ") : _("never");

  setText("last-change", text);
  fill("last-change-note", at, () => at ? [timeElement(at)] : []);
}

function detail(host, name) {
  const value = host[name];

  if (value === undefined)
    return "–";
  return name === "LastQueryTimestamp" ? (value ? timeWords(value) : _("never")) : String(value);
}

function showDetails(host) {
  const rows = DETAILS.map(name => [name, detail(host, name)]);

  fill("properties", rows, () => rows.map(([name, value]) => {
    return make("div", "", make("dt", "", name), make("dd", "", make("code", "", value)));
  }));
}

export function showAnswer(host, history) {
  showHost(host);
  showReason(host);
  showGuests(host);
  showLayers(host);
  showLastChange(host);
  showHistory(history);
  showDetails(host);
  show("answer", true);
}

export function hideAnswer() {
  show("answer", false);
  show("reason", false);
}

let announced = null;

// For screen readers: each change of the answer, but not the first answer.
export function announce(text) {
  if (announced !== null && announced !== text)
    setText("announcement", text);
  announced = text;
}
