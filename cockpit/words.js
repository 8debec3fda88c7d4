// SPDX-License-Identifier: LGPL-2.1-or-later
// The bus's words in a person's words. One that is not known here is passed on as it is.

import { GENERAL_REASON, PLATFORMS, REASONS, TRIGGERS } from "./texts.js";

const _ = cockpit.gettext;

// No guest gets a mode newer than its host's, so that one of these has none of the modes that are offered.
const OLDER_THAN_GUEST_MODES = ["power6", "power7", "power8"];

const HYPERVISORS = { powervm: "PowerVM", kvm: "KVM", qemu: "QEMU" };

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

// The platform of a POWER processor without a device tree, as in a container, is not known.
export function platformName(platform, reason) {
  if (platform === "other" && reason !== "not-power")
    return _("unknown (the device tree cannot be seen)");
  return _(own(PLATFORMS, platform) || platform || "unknown");
}

// What has made this host, if that is known.
export function hypervisorName(platform) {
  return own(HYPERVISORS, platform) || "";
}

export function triggerWords(trigger) {
  return trigger ? _(own(TRIGGERS, trigger) || trigger) : "";
}

export function stateName(state) {
  const names = { ready: _("ready"), degraded: _("degraded"), unavailable: _("unavailable") };

  return own(names, state) || state || _("unknown");
}

function reasonText(reason) {
  return own(REASONS, reason) || GENERAL_REASON;
}

// Whether a mode that is not offered may work nevertheless; what ppc-compatctl says of each mode is in offer.c.
export function isInDoubt(reason, source) {
  const doubt = reasonText(reason).doubt;

  return doubt === "always" || (doubt === "unless-kvm" && source !== "kvm");
}

function areModesUnknown(host) {
  return host.State !== "ready" && !OLDER_THAN_GUEST_MODES.includes(host.HostMode) &&
    isInDoubt(host.Reason, host.Source);
}

export function reasonTitle(host) {
  if ((host.CompatModes || []).length > 0)
    return _("The answer has limits");
  return areModesUnknown(host) ? _("The guest modes are not known") : _("No guest mode can be offered");
}

export function reasonMeaning(reason) {
  return _(reasonText(reason).meaning);
}

export function reasonAction(reason, platform) {
  const text = reasonText(reason);

  return _(own(text.actionOn, platform) || text.action);
}

// KVM runs guests on POWER8 while each core has one thread only.
function lacksTrial(host) {
  return host.HostMode === "power8" && host.Platform === "powernv" && (host.TrialModes || []).length === 0;
}

// What is shown in place of the modes where there are none.
export function noModesWords(host) {
  if (host.State === "ready" && lacksTrial(host))
    return _("unknown: no guest could be tried on this POWER8 server; turn off SMT with 'ppc64_cpu --smt=off' and run "
      + "'ppc-compatctl refresh'");
  if (host.State === "ready")
    return host.RecommendedMode ? cockpit.format(_("$0 only"), host.RecommendedMode)
      : _("none (this host is older than POWER9, the oldest mode that KVM reports)");
  return areModesUnknown(host) ? _("unknown") : _("none");
}

// The modes within a sentence.
export function modesWords(modes, unknown) {
  return modes.join(", ") || (unknown ? _("guest modes unknown") : _("no guest modes"));
}

// One line for screen readers.
export function summary(host) {
  const modes = modesWords(host.CompatModes || [], areModesUnknown(host));

  return `${modes} (${stateName(host.State)}${host.Reason ? `: ${host.Reason}` : ""})`;
}

function moment(microseconds) {
  return new Date(microseconds / 1000);
}

// As Intl and HTML spell it; undefined, by which both take their own, for what is no language, such as "C".
export function locale() {
  try {
    return Intl.getCanonicalLocales(cockpit.language.replace(/[.@].*/, "").replaceAll("_", "-"))[0];
  } catch {
    return undefined;
  }
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
