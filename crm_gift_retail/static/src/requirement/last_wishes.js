import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

import {Component} from "@odoo/owl";

/** What the customer wished before, in the customer's words. */
export class LastWishes extends Component {
    static template = "crm_gift_retail.LastWishesField";
    static props = {...standardFieldProps};

    get wishes() {
        return this.props.record.data[this.props.name] || [];
    }
}

registry.category("fields").add("gift_last_wishes", {
    component: LastWishes,
    displayName: _t("Last wishes"),
    supportedTypes: ["json"],
});
