import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {usePopover} from "@web/core/popover/popover_hook";
import {useService} from "@web/core/utils/hooks";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

import {Component, onWillStart, useState} from "@odoo/owl";

/** Sign, colour and word of where a price stands: shape and word carry the meaning too. */
export const PRICE_STATES = {
    ok: {icon: "", className: "text-muted", word: ""},
    reason: {
        icon: "fa-question-circle",
        className: "text-warning-emphasis fw-bold",
        word: _t("Why?"),
    },
    approval: {
        icon: "fa-hand-paper-o",
        className: "text-danger fw-bold",
        word: _t("Needs an approval"),
    },
    asked: {
        icon: "fa-hourglass-half",
        className: "text-warning-emphasis",
        word: _t("Approval asked for"),
    },
    allowed: {icon: "fa-check", className: "text-success", word: _t("Allowed")},
};

/**
 * @param {Number} difference percent
 * @returns {String} the difference with its sign, such as "−12 %"; empty for none
 */
export function differenceWords(difference) {
    if (!difference) {
        return "";
    }
    const sign = difference < 0 ? "−" : "+";
    return `${sign}${Math.abs(difference)} %`;
}

/** What the firm heard and paid last; the reason as chips; the history on demand. */
export class LastPricePopover extends Component {
    static template = "crm_gift_retail.LastPricePopover";
    static props = {
        close: {type: Function, optional: true},
        record: {type: Object},
        last: {type: Object},
        readonly: {type: Boolean, optional: true},
    };

    setup() {
        this.orm = useService("orm");
        this.state = useState({reasons: [], history: null, problem: ""});
        onWillStart(async () => {
            if (this.asksReason) {
                this.state.reasons = await this.orm.searchRead(
                    "gift.price.reason",
                    [],
                    ["display_name"]
                );
            }
        });
    }

    get look() {
        return PRICE_STATES[this.props.last.state] || PRICE_STATES.ok;
    }

    get reasonId() {
        return this.props.record.data.gift_price_reason_id?.id;
    }

    get asksReason() {
        return (
            !this.props.readonly && (this.reasonId || this.props.last.state !== "ok")
        );
    }

    difference(row) {
        return differenceWords(row.difference);
    }

    async choose(reason) {
        const chosen = this.reasonId !== reason.id && {
            id: reason.id,
            display_name: reason.display_name,
        };
        await this.props.record.update({gift_price_reason_id: chosen});
        this.props.close?.();
    }

    async use(row) {
        await this.props.record.update({price_unit: row.apply, discount: 0});
        this.props.close?.();
    }

    async openHistory() {
        const {data, evalContextWithVirtualIds: context} = this.props.record;
        const partner = context?.parent?.partner_id;
        try {
            this.state.history = await this.orm.call("gift.price", "get_history", [
                typeof partner === "object" ? partner?.id : partner,
                data.product_id?.id,
            ]);
        } catch (error) {
            this.state.problem = error.data?.message || _t("The history is not there.");
        }
    }
}

/** The last price beside the price: how far apart they are, and what that asks for. */
export class LastPriceField extends Component {
    static template = "crm_gift_retail.LastPriceField";
    static props = {...standardFieldProps};

    setup() {
        this.popover = usePopover(LastPricePopover, {
            position: "bottom-end",
            popoverClass: "o_crm_gift_last_price_popover",
            useBottomSheet: this.env.isSmall,
        });
    }

    get last() {
        return this.props.record.data[this.props.name];
    }

    get look() {
        return PRICE_STATES[this.last.state] || PRICE_STATES.ok;
    }

    get word() {
        return this.look.word.toString();
    }

    get difference() {
        return differenceWords(this.last.difference);
    }

    /** The last price that counts and the others, a line each: what, when, how many, who. */
    get lines() {
        return this.last.rows.map((row) => ({
            expired: row.expired,
            text: [
                row.chosen ? row.label : `${row.label} ${row.price}`,
                row.date,
                row.quantity,
                row.who,
            ]
                .filter(Boolean)
                .join(" · "),
        }));
    }

    get title() {
        const word = this.look.word.toString() || _t("Last price");
        const lines = this.last.rows.map((row) =>
            [
                `${row.label} ${row.price}`,
                `${row.date}, ${row.quantity} ${row.unit}`,
                row.who,
                row.until && _t("valid until %(date)s", {date: row.until}),
                row.note,
            ]
                .filter(Boolean)
                .join(" · ")
        );
        return [word, ...lines].join("\n");
    }

    open(ev) {
        this.popover.open(ev.currentTarget, {
            last: this.last,
            record: this.props.record,
            readonly: Boolean(this.props.record.data.state === "cancel"),
        });
    }
}

export const lastPriceField = {
    component: LastPriceField,
    displayName: _t("Last price"),
    supportedTypes: ["json"],
    isEmpty: (record, fieldName) => !record.data[fieldName],
};

registry.category("fields").add("gift_last_price", lastPriceField);
