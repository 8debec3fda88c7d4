// SPDX-License-Identifier: LGPL-2.1-or-later
// What the answers of the daemon and of ppc-compatctl have to look like for this page to show them.

// The last moment that a Date can be, in microseconds.
const LAST_MOMENT = 8640000000000000000;

const isText = value => typeof value === "string";
const areTexts = value => Array.isArray(value) && value.every(isText);
const isNumber = value => Number.isFinite(value);
const isMoment = value => isNumber(value) && value >= 0 && value <= LAST_MOMENT;

// All that the page cannot do without; older daemons may lack some.
const PROPERTIES = {
  CompatModes: areTexts,
  RecommendedMode: isText,
  HostMode: isText,
  ProcessorModel: isText,
  Platform: isText,
  State: isText,
  Reason: isText,
  LastTrigger: isText,
  LastChangeTimestamp: isMoment,
  CompatMask: isText,
  KernelMask: isText,
  Source: isText,
  HostLogicalPVR: isText,
  ProcessorPVR: isText,
  Generation: isNumber,
  QueryCount: isNumber,
  LastQueryTimestamp: isMoment,
  Version: isText,
};

export function missingProperties(host) {
  return Object.keys(PROPERTIES).filter(name => host[name] === undefined);
}

// It goes into what is copied to a shell or into XML.
function isRecommendationSound({ CompatModes: modes, RecommendedMode: mode }) {
  return !mode || (/^[a-z0-9]+$/.test(mode) && (modes || []).includes(mode));
}

export function isHostSound(host) {
  return host !== null && typeof host === "object" &&
    Object.entries(PROPERTIES).every(([name, fits]) => host[name] === undefined || fits(host[name])) &&
    isRecommendationSound(host);
}

function isChangeSound(change) {
  return Array.isArray(change) && change.length === 5 && isMoment(change[0]) && areTexts(change[2]) &&
    isText(change[3]) && isText(change[4]);
}

function isGuestSound(guest) {
  return guest !== null && typeof guest === "object" && isText(guest.guest) && isText(guest.verdict) &&
    (guest.mode === null || isText(guest.mode)) && isText(guest.reason) && areTexts(guest.notes) &&
    isText(guest.change) && (guest.state === undefined || isText(guest.state));
}

export function isGuestListSound(guests) {
  return Array.isArray(guests) && guests.every(isGuestSound);
}

export function isHistorySound(history) {
  return Array.isArray(history) && history.every(isChangeSound);
}
