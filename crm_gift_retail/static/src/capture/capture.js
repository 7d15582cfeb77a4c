import {TierBadge} from "@crm_gift_retail/fields/tier_badge/tier_badge";
import {browser} from "@web/core/browser/browser";
import {_t} from "@web/core/l10n/translation";
import {deserializeDateTime, formatDate, formatDateTime} from "@web/core/l10n/dates";
import {ConnectionLostError} from "@web/core/network/rpc";
import {registry} from "@web/core/registry";
import {useAutofocus, useService} from "@web/core/utils/hooks";
import {uuid} from "@web/core/utils/strings";
import {Layout} from "@web/search/layout";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";

import {Component, onWillStart, useEffect, useState} from "@odoo/owl";

import {CaptureForm, roughProblem} from "./capture_form";
import {ExpectedToday} from "./expected_today";

const {DateTime} = luxon;
const SHOP_KEY = "gift_capture_shop";
const SERVED_KEY = "gift_capture_served";
/** A whole mobile number of the mainland: no tap needed to search it. */
const WHOLE_MOBILE = /^(?:\+?86|0086)?1[3-9]\d{9}$/;

/** What a term tells about a new customer, without the server. */
export function draftFromTerm(term, reading) {
    const text = term.normalize("NFKC").trim();
    const digits = text.replace(/[\s().-]/g, "");
    const number = reading?.phone || (/^\+?\d{7,}$/.test(digits) ? text : "");
    const named = !number && /^[^\d*]{2,}$/.test(text);
    return {phone: number, name: named ? text : ""};
}

/** Remembers small choices of a device: the shop, who serves. Never customers. */
function remember(key, value) {
    try {
        browser.localStorage.setItem(key, value);
    } catch {
        // full or forbidden: it is asked again next time
    }
}

function recall(key) {
    return Number(browser.localStorage.getItem(key)) || null;
}

/** The clerk's screen: one field, then the customer or a short form. */
export class QuickCapture extends Component {
    static template = "crm_gift_retail.QuickCapture";
    static components = {CaptureForm, ExpectedToday, Layout, TierBadge};
    static props = {...standardActionServiceProps};
    static displayName = _t("Quick Capture");

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.queue = useService("gift_capture_queue");
        this.waitingState = useState(this.queue.state);
        this.display = {};
        this.state = useState({
            busy: false,
            data: null,
            draft: null,
            last: null,
            matches: [],
            offline: false,
            reading: null,
            term: "",
            version: 0,
        });
        useAutofocus({refName: "term", mobile: true});
        // what was kept went out: its state is worth another look
        let sent = this.queue.state.sent;
        useEffect(
            (now) => {
                if (now !== sent) {
                    sent = now;
                    this.refreshMine();
                }
            },
            () => [this.waitingState.sent]
        );
        onWillStart(async () => {
            await this.load();
            // the caller pop comes with a number that nobody has
            const {params, context} = this.props.action;
            const term = params?.phone || context?.gift_term;
            if (term) {
                this.state.term = String(term);
                await this.find();
            }
        });
    }

    async load(shopId) {
        try {
            const data = await this.orm.silent.call("gift.capture", "start", [
                shopId || recall(SHOP_KEY),
            ]);
            this.state.data = this.queue.start = data;
            this.state.offline = false;
        } catch (error) {
            if (!(error instanceof ConnectionLostError) || !this.queue.start) {
                throw error;
            }
            this.state.data = this.queue.start;
            this.state.offline = true;
        }
        this.state.version += 1;
    }

    get data() {
        return this.state.data;
    }

    get shop() {
        return this.data.shops.find((shop) => shop.id === this.data.team_id);
    }

    get waiting() {
        return this.waitingState.items.filter((item) => !item.error);
    }

    get refused() {
        return this.waitingState.items.filter((item) => item.error);
    }

    get waitingSentence() {
        const count = this.waiting.length;
        return count === 1
            ? _t("1 waits to be sent.")
            : _t("%(count)s wait to be sent.", {count});
    }

    get lastSentence() {
        const {kept, name, handover} = this.state.last;
        if (kept) {
            return _t(
                "No network: kept on this device and sent as soon as it is back."
            );
        }
        return handover
            ? _t("%(name)s is registered and with head office.", {name})
            : _t("%(name)s is registered.", {name});
    }

    matchLabel(match) {
        return (
            {
                code: _t("customer number"),
                email: _t("e-mail"),
                name: _t("name"),
                order: _t("order"),
                phone: _t("whole number"),
                pinyin: _t("initials"),
                tail: _t("last digits"),
                tracking: _t("parcel"),
                wechat: _t("WeChat"),
            }[match.match] || ""
        );
    }

    /** The hour of today's walk-ins, the day of earlier ones. */
    time(text) {
        const moment = deserializeDateTime(text);
        return moment.hasSame(DateTime.local(), "day")
            ? formatDateTime(moment, {format: "HH:mm"})
            : formatDate(moment, {format: "MM-dd"});
    }

    day(text) {
        return text ? formatDate(DateTime.fromISO(text)) : "";
    }

    async chooseShop(shop) {
        remember(SHOP_KEY, shop.id);
        await this.load(shop.id);
    }

    rememberServed(server) {
        remember(`${SERVED_KEY}:${this.data.team_id}`, server.id);
    }

    onTerm() {
        this.state.reading = null;
        this.state.matches = [];
        this.state.last = null;
        if (
            WHOLE_MOBILE.test(this.state.term.normalize("NFKC").replace(/[\s-]/g, ""))
        ) {
            this.find();
        }
    }

    async find() {
        const term = this.state.term.trim();
        if (term.length < 2 || this.state.busy || !this.shop) {
            return; // without a shop the screen says what a manager has to do
        }
        this.state.busy = true;
        this.state.last = null;
        try {
            const found = await this.orm.silent.call("gift.capture", "find", [
                term,
                this.data.team_id,
            ]);
            if (this.state.term.trim() !== term) {
                return; // typed on meanwhile
            }
            this.state.offline = false;
            this.state.reading = found.reading;
            this.state.matches = found.matches;
            if (!found.matches.length && found.reading.kind !== "wrong") {
                this.openNew();
            }
        } catch (error) {
            if (!(error instanceof ConnectionLostError)) {
                throw error;
            }
            this.state.offline = true;
            this.openNew();
        } finally {
            this.state.busy = false;
        }
    }

    makeDraft(values) {
        const served = recall(`${SERVED_KEY}:${this.data.team_id}`);
        const known = this.shop.servers.some((server) => server.id === served);
        return {
            uuid: uuid(),
            partner_id: false,
            match: false,
            name: "",
            phone: "",
            wechat: "",
            firm: "",
            term: this.state.term.trim(),
            served_by_id: known ? served : this.data.user_id,
            category_ids: [],
            product_ids: [],
            note: "",
            consent: false,
            // the moment of the visit, however late it is sent
            date: DateTime.utc().toFormat("yyyy-MM-dd HH:mm:ss"),
            error: "",
            wrong: "",
            words: "",
            remark: "",
            ...values,
        };
    }

    get newRemark() {
        if (this.state.offline) {
            return _t("No network. Write it down: it is kept here and sent later.");
        }
        const {reading, matches} = this.state;
        if (reading?.kind === "tail" && !matches.length) {
            return _t("Nobody has a number that ends in %(digits)s.", {
                digits: reading.text,
            });
        }
        return "";
    }

    openNew() {
        const {reading, term} = this.state;
        const draft = draftFromTerm(term, reading);
        const wrong = reading?.kind === "wrong" ? reading.words : "";
        this.state.draft = this.makeDraft({
            ...draft,
            phone: wrong ? "" : draft.phone,
            words: reading?.kind === "phone" ? reading.words : "",
            wrong: this.state.offline ? roughProblem(draft.phone) : "",
            remark: this.newRemark,
        });
    }

    openMatch(match) {
        this.state.draft = this.makeDraft({
            partner_id: match.partner_id,
            match,
            name: match.name,
        });
    }

    /** A walk-in that the server refused: the same key, what was written, and why. */
    openRefused(item) {
        const {values} = item;
        this.state.draft = {
            ...this.makeDraft({}),
            ...values,
            uuid: item.uuid,
            match: values.partner_id ? {phone: "", firm: ""} : false,
            name: values.name || item.label || "",
            error: item.error,
        };
    }

    dropRefused(item) {
        this.queue.drop(item.uuid);
    }

    back() {
        this.state.draft = null;
    }

    openCustomer(partnerId) {
        return this.action.doAction({
            type: "ir.actions.client",
            tag: "gift_call",
            params: {partner_id: partnerId},
        });
    }

    async save(item) {
        const answer = await this.queue.submit(item);
        this.state.draft = null;
        this.state.term = "";
        this.state.matches = [];
        this.state.reading = null;
        this.state.last = answer;
        if (answer.kept) {
            this.state.offline = true;
            return;
        }
        this.state.offline = false;
        const guest = this.data.expected.find(
            (row) => row.partner_id === answer.partner_id
        );
        if (guest) {
            guest.state = "arrived";
        }
        await this.refreshMine();
    }

    async refreshMine() {
        try {
            this.data.mine = await this.orm.silent.call("gift.capture", "recent", []);
        } catch (error) {
            if (!(error instanceof ConnectionLostError)) {
                throw error;
            }
        }
    }

    async close(row) {
        await this.orm.call("gift.capture", "close_handover", [[row.id]]);
        await this.refreshMine();
    }

    openMine() {
        return this.action.doAction("crm_gift_retail.gift_capture_action");
    }
}

registry.category("actions").add("gift_quick_capture", QuickCapture);

/** "Expected today" on a screen of its own. */
export class ExpectedScreen extends Component {
    static template = "crm_gift_retail.ExpectedScreen";
    static components = {ExpectedToday, Layout};
    static props = {...standardActionServiceProps};
    static displayName = _t("Expected Today");

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.display = {};
        this.state = useState({data: null, version: 0});
        onWillStart(() => this.load());
    }

    async load(shopId) {
        this.state.data = await this.orm.call("gift.capture", "start", [
            shopId || recall(SHOP_KEY),
        ]);
        this.state.version += 1;
    }

    chooseShop(shop) {
        remember(SHOP_KEY, shop.id);
        return this.load(shop.id);
    }
}

registry.category("actions").add("gift_expected_today", ExpectedScreen);
