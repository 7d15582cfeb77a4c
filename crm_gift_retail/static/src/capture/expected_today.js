import {TierBadge} from "@crm_gift_retail/fields/tier_badge/tier_badge";
import {useService} from "@web/core/utils/hooks";

import {Component, useState} from "@odoo/owl";

/** Who is expected in the shop today: arrived or not, in one tap. */
export class ExpectedToday extends Component {
    static template = "crm_gift_retail.ExpectedToday";
    static components = {TierBadge};
    static props = {
        rows: Array,
        onOpen: {type: Function, optional: true},
    };

    setup() {
        this.orm = useService("orm");
        this.state = useState({busy: 0, rows: this.props.rows});
    }

    async mark(row, method, state) {
        if (this.state.busy) {
            return;
        }
        this.state.busy = row.id;
        try {
            await this.orm.call("gift.invitation", method, [[row.id]]);
            row.state = state;
        } finally {
            this.state.busy = 0;
        }
    }

    arrived(row) {
        return this.mark(row, "action_arrived", "arrived");
    }

    notComing(row) {
        return this.mark(row, "action_not_coming", "missed");
    }
}
