import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

import {Component} from "@odoo/owl";

/** The chain of a wish: who changed what and why, and who has acknowledged it. */
export class WishHistory extends Component {
    static template = "crm_gift_retail.WishHistory";
    static props = {...standardFieldProps};

    get revisions() {
        return this.props.record.data[this.props.name] || [];
    }
}

registry.category("fields").add("gift_wish_history", {
    component: WishHistory,
    displayName: _t("History of a wish"),
    supportedTypes: ["json"],
});
