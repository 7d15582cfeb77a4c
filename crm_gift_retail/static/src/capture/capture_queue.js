import {browser} from "@web/core/browser/browser";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {user} from "@web/core/user";
import {session} from "@web/session";

import {reactive} from "@odoo/owl";

export const RETRY_MS = 20000;
/** Errors that say "this walk-in is wrong"; all others are tried again. */
const REFUSALS = new Set([
    "odoo.exceptions.UserError",
    "odoo.exceptions.AccessError",
    "odoo.exceptions.MissingError",
    "odoo.exceptions.ValidationError",
]);

export function isRefusal(error) {
    return REFUSALS.has(error?.exceptionName);
}

export function refusalText(error) {
    return error?.data?.message || error?.message || String(error);
}

/** Whose walk-ins wait on this device: one login's never show to another. */
export function storageKey() {
    return `gift_capture:${session.db}:${user.userId}:${user.activeCompany?.id}`;
}

/**
 * Walk-ins on their way to the server. What a clerk saves is put on the device first
 * and taken off when the server has it: a reload, a dead battery or a network that
 * drops loses nothing. The key made here lets the server keep one of those sent twice.
 */
export class CaptureQueue {
    constructor(orm, notification) {
        this.orm = orm;
        this.notification = notification;
        this.state = reactive({items: [], kept: true, sending: false, sent: 0});
        this.state.items = this.read();
        this.timer = null;
        this.start = null; // what the screen needs, for when there is no network
        browser.addEventListener("online", () => this.flush());
        this.plan(0);
    }

    read() {
        try {
            const items = JSON.parse(browser.localStorage.getItem(storageKey()));
            return Array.isArray(items) ? items : [];
        } catch {
            return [];
        }
    }

    /**
     * Changes what waits, on the device and here. Another window of the same login may
     * have put something there meanwhile: it stays.
     *
     * @param {Function} edit takes and returns a list of items
     */
    change(edit) {
        const here = this.state.items;
        const known = new Set(here.map((item) => item.uuid));
        const others = this.read().filter((item) => !known.has(item.uuid));
        const items = edit([...others, ...here]);
        this.state.items = items;
        try {
            if (items.length) {
                browser.localStorage.setItem(storageKey(), JSON.stringify(items));
            } else {
                // nothing about customers stays once nothing waits
                browser.localStorage.removeItem(storageKey());
            }
            this.state.kept = true;
        } catch {
            // full or forbidden: the screen says that the page must stay open
            this.state.kept = false;
        }
    }

    /** Changes one item in place. */
    mark(uuid, values) {
        this.change((items) =>
            items.map((item) => (item.uuid === uuid ? {...item, ...values} : item))
        );
    }

    get waiting() {
        return this.state.items.filter((item) => !item.error);
    }

    get refused() {
        return this.state.items.filter((item) => item.error);
    }

    /**
     * Sends a walk-in now, or keeps it.
     *
     * @param {Object} item `{uuid, label, values}`
     * @returns {Promise<Object>} the server's answer, or `{kept: true}`
     * @throws when the server refuses it: the form is still open and says why
     */
    async submit(item) {
        const corrected = this.state.items.some((one) => one.uuid === item.uuid);
        this.change((items) => [
            ...items.filter((one) => one.uuid !== item.uuid),
            {...item, error: ""},
        ]);
        try {
            const answer = await this.send(item);
            this.drop(item.uuid);
            this.plan(0); // the network is there: what waits goes now
            return answer;
        } catch (error) {
            if (isRefusal(error)) {
                // a new one is still in the open form; a kept one has to stay kept
                if (corrected) {
                    this.mark(item.uuid, {error: refusalText(error)});
                } else {
                    this.drop(item.uuid);
                }
                throw error;
            }
            this.mark(item.uuid, {values: {...item.values, is_late: true}});
            this.plan(RETRY_MS);
            return {kept: true};
        }
    }

    send(item) {
        return this.orm.silent.call("gift.capture", "register", [
            item.uuid,
            item.values,
        ]);
    }

    drop(uuid) {
        this.change((items) => items.filter((item) => item.uuid !== uuid));
    }

    plan(delay) {
        browser.clearTimeout(this.timer);
        this.timer = null;
        if (this.waiting.length) {
            this.timer = browser.setTimeout(() => this.flush(), delay);
        }
    }

    /** Sends what waits, one by one, until the network fails again. */
    async flush() {
        if (this.state.sending) {
            return;
        }
        this.state.sending = true;
        let sent = 0;
        try {
            for (const item of this.waiting) {
                try {
                    await this.send(item);
                    this.drop(item.uuid);
                    sent += 1;
                } catch (error) {
                    if (!isRefusal(error)) {
                        break;
                    }
                    this.mark(item.uuid, {error: refusalText(error)});
                }
            }
        } finally {
            this.state.sending = false;
            this.state.sent += sent;
            this.plan(RETRY_MS);
        }
        if (sent) {
            this.notification.add(
                sent === 1
                    ? _t("1 walk-in was sent.")
                    : _t("%(count)s walk-ins were sent.", {count: sent}),
                {type: "success"}
            );
        }
    }
}

export const captureQueueService = {
    dependencies: ["orm", "notification"],
    start(env, {orm, notification}) {
        return new CaptureQueue(orm, notification);
    },
};

registry.category("services").add("gift_capture_queue", captureQueueService);
