import {TierBadge} from "@crm_gift_retail/fields/tier_badge/tier_badge";
import {formatInteger} from "@web/views/fields/formatters";

import {Component} from "@odoo/owl";

/** How many customers stand in which tier: a bar to see, a legend to read and tap. */
export class TierBar extends Component {
    static template = "crm_gift_retail.TierBar";
    static components = {TierBadge};
    static props = {
        onOpen: {type: Function},
        tiers: {type: Array},
    };

    get total() {
        return this.props.tiers.reduce((sum, tier) => sum + tier.count, 0) || 1;
    }

    width(tier) {
        return `width: ${(100 * tier.count) / this.total}%`;
    }

    number(count) {
        return formatInteger(count);
    }
}
