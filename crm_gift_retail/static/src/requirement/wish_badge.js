import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {standardFieldProps} from "@web/views/fields/standard_field_props";
import {openWish} from "./wish_dialog";

import {Component, useState} from "@odoo/owl";

/** The gift beside an order line: is there a wish, does it wait? One click opens it. */
export class WishBadge extends Component {
    static template = "crm_gift_retail.WishBadge";
    static props = {...standardFieldProps, long: {type: Boolean, optional: true}};

    setup() {
        this.services = {action: useService("action"), orm: useService("orm")};
        this.state = useState({busy: false});
    }

    get wish() {
        return this.props.record.data[this.props.name] || null;
    }

    get title() {
        if (!this.wish) {
            return _t("Note a gift wish");
        }
        const words = this.wish.words || _t("Gift wish");
        return this.wish.waiting
            ? _t("%(words)s (changed, not acknowledged)", {words})
            : words;
    }

    get label() {
        return this.wish ? this.wish.words || _t("Gift wish") : _t("Gift wish");
    }

    get className() {
        if (!this.wish) {
            return "o_crm_gift_wish_none text-muted";
        }
        if (this.wish.waiting) {
            return "text-danger";
        }
        return this.wish.state === "draft" ? "text-info" : "text-success";
    }

    /** Save the order, then open the wish of what is then this line. */
    async onClick() {
        const {record} = this.props;
        const order = record.model.root;
        if (this.state.busy || order.resModel !== "sale.order") {
            return;
        }
        this.state.busy = true;
        try {
            const index = order.data.order_line.records.indexOf(record);
            if (((await order.isDirty()) || !order.resId) && !(await order.save())) {
                return;
            }
            const line = order.data.order_line.records[index] || record;
            await openWish(this.services, order, line.resId || record.resId);
        } finally {
            this.state.busy = false;
        }
    }
}

export const wishBadge = {
    component: WishBadge,
    displayName: _t("Gift wish"),
    supportedTypes: ["json"],
    label: false,
    extractProps: ({options}) => ({long: Boolean(options.long)}),
};

registry.category("fields").add("gift_wish_badge", wishBadge);
