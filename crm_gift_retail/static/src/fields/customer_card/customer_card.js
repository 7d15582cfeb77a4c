import {_t} from "@web/core/l10n/translation";
import {deserializeDate, formatDate} from "@web/core/l10n/dates";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

import {Component} from "@odoo/owl";

/** Stoppers, open orders, last contact and due care of one customer; empty parts are not drawn. */
export class CustomerCardField extends Component {
    static template = "crm_gift_retail.CustomerCardField";
    static props = {...standardFieldProps};

    setup() {
        this.action = useService("action");
    }

    get card() {
        return this.props.record.data[this.props.name] || {};
    }

    get more() {
        return _t("%(count)s more", {count: this.card.more});
    }

    day(value) {
        return value ? formatDate(deserializeDate(value)) : "";
    }

    openOrder(order) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "sale.order",
            res_id: order.id,
            views: [[false, "form"]],
        });
    }
}

export const customerCardField = {
    component: CustomerCardField,
    displayName: _t("Customer card"),
    supportedTypes: ["json"],
};

registry.category("fields").add("gift_customer_card", customerCardField);
