import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";

import {Component, onWillStart, onWillUpdateProps, useState} from "@odoo/owl";

/** What the customer of a lead wished before; asked for beside the form's own reading. */
export class LastWishes extends Component {
    static template = "crm_gift_retail.LeadLastWishes";
    static props = {...standardWidgetProps};

    setup() {
        this.orm = useService("orm");
        this.state = useState({wishes: []});
        onWillStart(() => this.load(this.props));
        onWillUpdateProps((props) => this.load(props));
    }

    async load({record}) {
        const {partner_id: partner} = record.data;
        const key = record.resId && partner ? `${record.resId}-${partner.id}` : false;
        if (key === this.key) {
            return;
        }
        this.key = key;
        this.state.wishes = key
            ? await this.orm.call("crm.lead", "get_gift_last_wishes", [[record.resId]])
            : [];
    }
}

registry.category("view_widgets").add("gift_last_wishes", {
    component: LastWishes,
    fieldDependencies: [
        {name: "partner_id", type: "many2one", relation: "res.partner"},
    ],
});
