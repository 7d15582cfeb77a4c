import {CallPanel} from "@crm_gift_retail/caller/call_panel";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {Layout} from "@web/search/layout";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";

import {Component} from "@odoo/owl";

/** The page that GET /gift/call opens: /odoo/gift-call?number=… */
export class CallPage extends Component {
    static template = "crm_gift_retail.CallPage";
    static components = {CallPanel, Layout};
    static props = {...standardActionServiceProps};
    static displayName = _t("Who is calling?");
    static path = "gift-call";

    setup() {
        if (this.number !== undefined) {
            this.props.updateActionState?.({number: this.number});
        } else if (this.partnerId) {
            this.props.updateActionState?.({partner_id: this.partnerId});
        }
    }

    /** Somebody chosen in the finder of another screen. */
    get partnerId() {
        return Number(this.props.action.params?.partner_id) || undefined;
    }

    get number() {
        const number = this.props.action.params?.number;
        return number === undefined ? undefined : String(number);
    }
}

registry.category("actions").add("gift_call", CallPage);
