// SPDX-License-Identifier: LGPL-2.1-or-later
// Copies a text; where the browser's clipboard is out of reach, as without HTTPS, by way of a selection.

function copySelected(text) {
  const area = document.createElement("textarea");
  const focused = document.activeElement;

  area.value = text;
  area.className = "only-heard";
  document.body.append(area);
  area.select();
  const copied = document.execCommand("copy");
  area.remove();
  if (focused)
    focused.focus();
  return copied;
}

export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copySelected(text);
  }
}
