// SPDX-License-Identifier: LGPL-2.1-or-later
// The bus's words in a person's words. One that is not known here is passed on as it is.

import { PLATFORMS, REASONS, TRIGGERS } from "./texts.js";

const _ = cockpit.gettext;

// No mode is offered then, but KVM was not heard, or not understood: one might work nevertheless.
const DOUBTS = ["kvm-denied", "kvm-failed", "kvm-timeout", "unknown-cpu-version", "malformed-device-tree"];

function own(table, word) {
  return Object.hasOwn(table, word) ? table[word] : null;
}

export function modeName(mode) {
  return mode ? mode.toUpperCase() : _("unknown");
}

export function hostModeNote(host) {
  if (!host.HostMode && host.HostLogicalPVR && host.HostLogicalPVR !== "0x00000000")
    return cockpit.format("cpu-version $0", host.HostLogicalPVR);
  if (!host.HostMode || !host.ProcessorModel || host.HostMode === host.ProcessorModel)
    return "";
  return cockpit.format(_("a $0 processor running in $1 compatibility mode"), modeName(host.ProcessorModel),
    modeName(host.HostMode));
}

export function platformName(platform) {
  return _(own(PLATFORMS, platform) || platform || "unknown");
}

export function triggerWords(trigger) {
  return trigger ? _(own(TRIGGERS, trigger) || trigger) : "";
}

export function stateName(state) {
  const names = { ready: _("ready"), degraded: _("degraded"), unavailable: _("unavailable") };

  return own(names, state) || state || _("unknown");
}

export function reasonTitle(modes) {
  return modes.length > 0 ? _("The answer has limits") : _("No guest mode can be offered");
}

export function reasonMeaning(reason) {
  const text = own(REASONS, reason);

  return text ? _(text.meaning)
    : cockpit.format(_("This page does not know the reason '$0'; it is older than ppc-compatd."), reason);
}

export function reasonAction(reason, platform) {
  const text = own(REASONS, reason);

  return text ? _(own(text.actionOn, platform) || text.action)
    : _("Install the newest version of this page, or see what 'ppc-compatctl status' says.");
}

// KVM runs guests on POWER8 while each core has one thread only.
function lacksTrial(host) {
  return host.HostMode === "power8" && host.Platform === "powernv" && (host.TrialModes || []).length === 0;
}

// What stands in place of the modes where there are none.
export function noModesWords(host) {
  const doubted = !own(REASONS, host.Reason) || (DOUBTS.includes(host.Reason) && host.Source !== "kvm");

  if (host.State === "ready" && lacksTrial(host))
    return _("unknown: no guest could be tried on this POWER8 server; turn off SMT with 'ppc64_cpu --smt=off' and run "
      + "'ppc-compatctl refresh'");
  if (host.State === "ready")
    return _("none (this host is older than POWER9, the oldest guest mode)");
  return doubted ? _("unknown") : _("none");
}

// One line for those who do not see the page.
export function summary(host) {
  const modes = (host.CompatModes || []).join(", ") || _("no guest modes");

  return `${modes} (${stateName(host.State)}${host.Reason ? `: ${host.Reason}` : ""})`;
}

function moment(microseconds) {
  return new Date(microseconds / 1000);
}

function locale() {
  return cockpit.language.replace("_", "-");
}

export function isoTime(microseconds) {
  return moment(microseconds).toISOString();
}

export function timeWords(microseconds) {
  const format = new Intl.DateTimeFormat(locale(), { dateStyle: "medium", timeStyle: "medium" });

  return format.format(moment(microseconds));
}

const UNITS = [["year", 31557600], ["month", 2629800], ["week", 604800], ["day", 86400], ["hour", 3600],
  ["minute", 60]];
const CLOCKS_DIFFER = 60;

// Empty for a moment to come, as where the clocks of host and browser differ; a little of that is nothing.
export function ageWords(microseconds) {
  const age = (Date.now() - moment(microseconds)) / 1000;

  if (age < -CLOCKS_DIFFER)
    return "";
  const [unit, seconds] = UNITS.find(([, least]) => age >= least) || ["second", 0];
  const format = new Intl.RelativeTimeFormat(locale(), { numeric: "auto" });

  return seconds ? format.format(-Math.floor(age / seconds), unit) : _("just now");
}
