import {CallerCard} from "@crm_gift_retail/caller/caller_card";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

import {Component} from "@odoo/owl";

/** The caller card of one customer, in the customer's form; the head is the form's. */
export class CustomerCardField extends Component {
    static template = "crm_gift_retail.CustomerCardField";
    static components = {CallerCard};
    static props = {...standardFieldProps};

    get card() {
        return this.props.record.data[this.props.name];
    }
}

export const customerCardField = {
    component: CustomerCardField,
    displayName: _t("Customer card"),
    supportedTypes: ["json"],
};

registry.category("fields").add("gift_customer_card", customerCardField);
