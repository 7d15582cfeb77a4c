import {ContactState} from "@crm_gift_retail/fields/contact_state/contact_state";
import {TierBadge} from "@crm_gift_retail/fields/tier_badge/tier_badge";
import {deserializeDate, formatDate} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";
import {formatMonetary} from "@web/views/fields/formatters";

import {Component} from "@odoo/owl";

/** A short list of customers; each row is one tap to the card. */
export class HomeCustomers extends Component {
    static template = "crm_gift_retail.HomeCustomers";
    static components = {ContactState, TierBadge};
    static props = {
        currencyId: {type: Number},
        customers: {type: Array},
        onOpen: {type: Function},
    };

    day(value) {
        return value ? formatDate(deserializeDate(value)) : "";
    }

    next(customer) {
        return customer.next_contact_date
            ? deserializeDate(customer.next_contact_date)
            : undefined;
    }

    silence(days) {
        return _t("Not heard from for %(days)s days", {days});
    }

    money(value) {
        return formatMonetary(Math.round(value), {
            currencyId: this.props.currencyId,
            digits: [16, 0],
        });
    }
}
