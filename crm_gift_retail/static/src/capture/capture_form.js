import {TierBadge} from "@crm_gift_retail/fields/tier_badge/tier_badge";
import {_t} from "@web/core/l10n/translation";
import {useAutofocus, useService} from "@web/core/utils/hooks";

import {Component, useState} from "@odoo/owl";

import {isRefusal, refusalText} from "./capture_queue";

const MASK = /[*＊•●×]/;

/**
 * What a device can tell about a number without the server: enough to stop the
 * slips that would be refused later.
 *
 * @param {string} number as typed
 * @returns {string} what is wrong, or an empty text
 */
export function roughProblem(number) {
    const text = number.normalize("NFKC").trim();
    if (!text) {
        return "";
    }
    if (MASK.test(text)) {
        return _t("%(number)s is masked. Ask for the whole number, or take WeChat.", {
            number: text,
        });
    }
    const digits = text.replace(/\D/g, "").replace(/^(0086|86)(?=1[3-9])/, "");
    const plain = /^[+\d\s().-]+$/.test(text);
    if (plain && /^1[3-9]/.test(digits) && ![11, 15].includes(digits.length)) {
        return _t(
            "%(number)s: %(count)s digits, one mobile number has 11. Ask again.",
            {number: text, count: digits.length}
        );
    }
    if (digits.length < 7) {
        return _t("%(number)s is no valid number. Check it, or take WeChat.", {
            number: text,
        });
    }
    return "";
}

/** One walk-in: who, served by whom, what they looked at, what they agreed to. */
export class CaptureForm extends Component {
    static template = "crm_gift_retail.CaptureForm";
    static components = {TierBadge};
    static props = {
        draft: Object,
        groups: Array,
        sentence: String,
        shop: Object,
        onBack: Function,
        onOpenCustomer: Function,
        onServed: Function,
        onSave: Function,
    };

    setup() {
        this.orm = useService("orm");
        this.state = useState({
            ...this.props.draft,
            busy: false,
            group: null,
            more: Boolean(this.props.draft.firm || this.props.draft.wechat),
        });
        this.checked = this.props.draft.phone;
        useAutofocus({refName: "name", mobile: true});
    }

    get isNew() {
        return !this.state.partner_id;
    }

    get answers() {
        return [
            ["all", _t("Yes")],
            ["service", _t("Only about orders")],
            ["none", _t("No")],
        ];
    }

    get openGroup() {
        return this.props.groups.find((group) => group.id === this.state.group);
    }

    toggle(name, id) {
        const ids = this.state[name];
        const position = ids.indexOf(id);
        if (position < 0) {
            ids.push(id);
        } else {
            ids.splice(position, 1);
        }
    }

    toggleGroup(group) {
        this.toggle("category_ids", group.id);
        const chosen = this.state.category_ids.includes(group.id);
        this.state.group = chosen ? group.id : null;
    }

    serve(server) {
        this.state.served_by_id = server.id;
        this.props.onServed(server);
    }

    answer(key) {
        this.state.consent = this.state.consent === key ? false : key;
    }

    /** Looks at a number once it is typed; without network by rough rules. */
    async checkNumber() {
        const number = this.state.phone.trim();
        if (number === this.checked) {
            return;
        }
        this.checked = number;
        this.state.wrong = roughProblem(number);
        this.state.words = "";
        if (!number || this.state.wrong) {
            return;
        }
        try {
            const reading = await this.orm.silent.call("gift.capture", "check_number", [
                number,
            ]);
            if (this.state.phone.trim() !== number) {
                return; // typed on meanwhile
            }
            const wrong = reading.kind === "wrong";
            this.state.wrong = wrong ? reading.words : "";
            this.state.words = wrong ? "" : reading.words;
        } catch {
            // no network: the server looks at it when it is sent
        }
    }

    get missing() {
        const {name, phone, wechat, served_by_id, wrong} = this.state;
        if (this.isNew && !name.trim()) {
            return _t("Ask for the name: surname and title will do, 王总.");
        }
        if (wrong || roughProblem(phone)) {
            return wrong || roughProblem(phone);
        }
        if (this.isNew && !phone.trim() && !wechat.trim()) {
            return _t("Ask for a number or the WeChat name.");
        }
        return served_by_id ? "" : _t("Choose who serves.");
    }

    get values() {
        const state = this.state;
        return {
            team_id: this.props.shop.id,
            served_by_id: state.served_by_id,
            partner_id: state.partner_id,
            name: state.name.trim(),
            phone: state.phone.trim(),
            wechat: state.wechat.trim(),
            firm: state.firm.trim(),
            term: state.term,
            note: state.note.trim(),
            category_ids: [...state.category_ids],
            product_ids: [...state.product_ids],
            consent: state.consent,
            sentence: state.consent ? this.props.sentence : "",
            date: state.date,
        };
    }

    async save(handOver) {
        if (this.state.busy) {
            return;
        }
        this.state.error = this.missing;
        if (this.state.error) {
            return;
        }
        this.state.busy = true;
        try {
            await this.props.onSave({
                uuid: this.state.uuid,
                label: this.state.name,
                values: {...this.values, hand_over: handOver},
            });
        } catch (error) {
            if (!isRefusal(error)) {
                throw error;
            }
            this.state.error = refusalText(error);
        } finally {
            this.state.busy = false;
        }
    }
}
