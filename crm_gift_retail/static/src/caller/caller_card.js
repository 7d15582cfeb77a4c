import {CANNOT_COPY, copyText} from "@crm_gift_retail/clipboard";
import {channelIcon} from "@crm_gift_retail/fields/channel_icon/channel_icon";
import {TierBadge} from "@crm_gift_retail/fields/tier_badge/tier_badge";
import {_t} from "@web/core/l10n/translation";
import {deserializeDate, formatDate} from "@web/core/l10n/dates";
import {useService} from "@web/core/utils/hooks";

import {Component} from "@odoo/owl";

/**
 * One customer as somebody needs them who is about to speak: who, what to say, what not,
 * where the parcels are, prices, what is due. Empty parts are not drawn.
 */
export class CallerCard extends Component {
    static template = "crm_gift_retail.CallerCard";
    static components = {TierBadge};
    static props = {
        card: {type: Object},
        head: {type: Boolean, optional: true},
        onFirm: {type: Function, optional: true},
        onLeave: {type: Function, optional: true},
    };
    static defaultProps = {head: false, onLeave: () => undefined};

    setup() {
        this.action = useService("action");
        this.notification = useService("notification");
        this.orm = useService("orm");
    }

    get card() {
        return this.props.card;
    }

    get more() {
        return _t("%(count)s more", {count: this.card.more});
    }

    get channelIcon() {
        return channelIcon(this.card.channel.key);
    }

    get claim() {
        const {owner, claimed_until} = this.card;
        return claimed_until
            ? _t("%(owner)s until %(date)s", {owner, date: this.day(claimed_until)})
            : owner;
    }

    day(value) {
        return value ? formatDate(deserializeDate(value)) : "";
    }

    async copy(text) {
        const copied = await copyText(text);
        this.notification.add(
            copied ? _t("%(text)s is copied.", {text}) : CANNOT_COPY,
            {type: copied ? "success" : "warning"}
        );
    }

    open(resModel, resId) {
        this.props.onLeave();
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: resModel,
            res_id: resId,
            views: [[false, "form"]],
        });
    }

    async act(key) {
        const action = await this.orm.call("gift.customer", "open_card_action", [
            this.card.partner_id,
            key,
        ]);
        if (action.target !== "new") {
            this.props.onLeave();
        }
        return this.action.doAction(action);
    }
}
