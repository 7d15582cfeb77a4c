import {CallerCard} from "@crm_gift_retail/caller/caller_card";
import {FinderBox, MatchList} from "@crm_gift_retail/caller/finder_box";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";

import {Component, onWillStart, useState} from "@odoo/owl";

/** Client action of the quick capture, when that screen is there. */
const CAPTURE = "gift_quick_capture";

/** A call: the card, several people to choose from, or what to do with a new number. */
export class CallPanel extends Component {
    static template = "crm_gift_retail.CallPanel";
    static components = {CallerCard, FinderBox, MatchList};
    static props = {
        door: {type: String},
        number: {type: String, optional: true},
        onLeave: {type: Function, optional: true},
        partnerId: {type: Number, optional: true},
    };
    static defaultProps = {onLeave: () => undefined};

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.state = useState({call: {state: "ask"}, card: null});
        onWillStart(async () => {
            const {door, number, partnerId} = this.props;
            if (partnerId) {
                return this.openCard(partnerId);
            }
            this.state.call = await this.orm.call("gift.customer", "open_call", [
                number === undefined ? null : number,
                door,
            ]);
            this.state.card = this.state.call.card || null;
        });
    }

    get call() {
        return this.state.call;
    }

    get title() {
        const {number} = this.call;
        return number ? _t("Call from %(number)s", {number}) : _t("Call");
    }

    get newWords() {
        const {number} = this.call;
        return number
            ? _t("Nobody has the number %(number)s yet.", {number})
            : _t("Nobody has this number yet.");
    }

    async openCard(...args) {
        this.state.card =
            (await this.orm.call("gift.customer", "open_card", args)) || null;
    }

    choose(match) {
        return this.openCard(match.partner_id, null, this.props.number ?? null);
    }

    /** The same person, in the name of another firm. */
    actFor(firm) {
        const {number} = this.props;
        return this.openCard(this.state.card.partner_id, firm.id, number ?? null);
    }

    back() {
        this.state.card = null;
    }

    /** A new number: quick capture where it exists, else the form of a new lead. */
    capture() {
        this.props.onLeave();
        const phone = this.call.phone || "";
        if (registry.category("actions").contains(CAPTURE)) {
            return this.action.doAction({
                type: "ir.actions.client",
                tag: CAPTURE,
                params: {phone},
            });
        }
        return this.action.doAction({
            type: "ir.actions.act_window",
            name: _t("New enquiry"),
            res_model: "crm.lead",
            views: [[false, "form"]],
            context: {default_phone: phone},
        });
    }

    openLead(lead) {
        this.props.onLeave();
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "crm.lead",
            res_id: lead.id,
            views: [[false, "form"]],
        });
    }

    ring(number) {
        return this.orm.call("gift.customer", "ring", [number]);
    }
}
