import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

import {Component} from "@odoo/owl";

/** Facts of a request, label and value side by side; long values wrap. */
export class ApprovalFacts extends Component {
    static template = "crm_gift_retail.ApprovalFacts";
    static props = {...standardFieldProps};

    get facts() {
        return this.props.record.data[this.props.name] || [];
    }
}

export const approvalFacts = {
    component: ApprovalFacts,
    displayName: _t("Facts of a request"),
    supportedTypes: ["json"],
};

registry.category("fields").add("gift_approval_facts", approvalFacts);
