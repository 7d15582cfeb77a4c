import {browser} from "@web/core/browser/browser";
import {_t} from "@web/core/l10n/translation";

/** What is said where neither way of copying works. */
export const CANNOT_COPY = _t(
    "The browser does not let us copy. Mark the words and copy them."
);

/**
 * Copy a text, also where the browser hides its clipboard (no https).
 *
 * @param {String} text
 * @returns {Promise<Boolean>} whether it is in the clipboard
 */
export async function copyText(text) {
    try {
        await browser.navigator.clipboard.writeText(text);
        return true;
    } catch {
        const area = document.createElement("textarea");
        area.value = text;
        area.style.position = "fixed";
        area.style.opacity = "0";
        document.body.append(area);
        area.select();
        try {
            return document.execCommand("copy");
        } finally {
            area.remove();
        }
    }
}
