import {FinderBox} from "@crm_gift_retail/caller/finder_box";
import {TierBadge} from "@crm_gift_retail/fields/tier_badge/tier_badge";
import {_t} from "@web/core/l10n/translation";
import {deserializeDate, formatDate} from "@web/core/l10n/dates";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {Layout} from "@web/search/layout";
import {formatInteger, formatMonetary} from "@web/views/fields/formatters";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";

import {Component, onWillStart, useState} from "@odoo/owl";

import {FirstRun} from "./first_run";
import {HomeCustomers} from "./home_customers";
import {TierBar} from "./tier_bar";

/** Whole units: a sentence to read aloud has no cents. */
export function wholeMoney(value, currencyId) {
    return formatMonetary(Math.round(value || 0), {currencyId, digits: [16, 0]});
}

/**
 * The losing-customers sentence in one or two parts, so that it reads well when
 * nobody is silent and when profit is not known yet.
 *
 * @param {Object} losing answer of `gift.customer._gift_losing_customers`
 * @returns {{first: string, second: string}}
 */
export function losingSentence(losing) {
    // "80 %" stays on one line
    const share = `${Math.round(losing.share * 100)}\u00a0%`;
    const count = formatInteger(losing.top_count);
    const first =
        losing.top_count === 1
            ? _t("1 customer brought %(share)s of profit", {share})
            : _t("%(count)s customers brought %(share)s of profit", {count, share});
    if (!losing.silent_count) {
        return {
            first,
            second: _t("each of them was heard from in the last %(days)s days", losing),
        };
    }
    const value = wholeMoney(losing.silent_value, losing.currency_id);
    const second =
        losing.silent_count === 1
            ? _t("1 not heard from for %(days)s days, worth %(value)s a year", {
                  days: losing.days,
                  value,
              })
            : _t("%(count)s not heard from for %(days)s days, worth %(value)s a year", {
                  count: formatInteger(losing.silent_count),
                  days: losing.days,
                  value,
              });
    return {first, second};
}

/** First screen of Gift Retail: says what matters to this person, with one button. */
export class GiftHome extends Component {
    static template = "crm_gift_retail.Home";
    static components = {
        FinderBox,
        FirstRun,
        HomeCustomers,
        Layout,
        TierBadge,
        TierBar,
    };
    static props = {...standardActionServiceProps};
    static displayName = _t("Home");

    setup() {
        this.action = useService("action");
        this.notification = useService("notification");
        this.orm = useService("orm");
        this.display = {};
        this.state = useState({busy: false, data: null, handed: null});
        onWillStart(() => this.load());
    }

    async load() {
        this.state.data = await this.orm.call("gift.home", "load", []);
    }

    get data() {
        return this.state.data;
    }

    get sentence() {
        return _t("%(first)s; %(second)s.", losingSentence(this.data.losing));
    }

    get mineSentence() {
        const {overdue, total} = this.data.mine;
        if (!total) {
            return _t("No customer is assigned to you yet.");
        }
        if (!overdue) {
            return _t("All your customers were heard from in time.");
        }
        return overdue === 1
            ? _t("1 of your customers has waited too long for a word.")
            : _t("%(count)s of your customers have waited too long for a word.", {
                  count: formatInteger(overdue),
              });
    }

    /** "12 to ship today, 2 late, 1 changed." */
    get shipSentence() {
        const {changed, late, ready, today} = this.data.shipping;
        const parts = [
            today
                ? _t("%(count)s to ship today", {count: formatInteger(today)})
                : _t("Nothing has to leave today"),
        ];
        if (late) {
            parts.push(_t("%(count)s late", {count: formatInteger(late)}));
        }
        if (changed) {
            parts.push(_t("%(count)s changed", {count: formatInteger(changed)}));
        }
        if (!late && !changed) {
            parts.push(_t("%(count)s ready to pack", {count: formatInteger(ready)}));
        }
        return _t("%(parts)s.", {parts: parts.join(_t(", "))});
    }

    get handedSentence() {
        const {people, total} = this.state.handed;
        if (!total) {
            return _t(
                "Nothing to hand over: these customers are already in somebody's care."
            );
        }
        const names = people.map(({name, count}) =>
            _t("%(name)s: %(count)s", {name, count: formatInteger(count)})
        );
        return _t("Handed over: %(people)s. The most valuable come first, 3 a day.", {
            people: names.join(" · "),
        });
    }

    day(value) {
        return value ? formatDate(deserializeDate(value)) : "";
    }

    /** Runs one thing at a time: a second tap while it works does nothing. */
    async once(work) {
        if (this.state.busy) {
            return;
        }
        this.state.busy = true;
        try {
            await work();
        } finally {
            this.state.busy = false;
        }
    }

    handOver() {
        return this.once(async () => {
            if (this.state.handed) {
                return; // tapped again before the screen was drawn anew
            }
            this.state.handed = await this.orm.call("gift.home", "hand_over", []);
            await this.load();
        });
    }

    undoHandOver() {
        return this.once(async () => {
            const {token} = this.state.handed;
            await this.orm.call("gift.home", "undo_hand_over", [token]);
            this.state.handed = null;
            this.notification.add(_t("Taken back. Nobody was given anything."), {
                type: "success",
            });
            await this.load();
        });
    }

    openTile(tile) {
        return this.action.doAction(tile.action, {
            additionalContext: tile.context || {},
        });
    }

    openCustomer(customer) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "gift.customer",
            res_id: customer.id,
            views: [[false, "form"]],
        });
    }

    /** Straight to packing; the transfer itself is one tap further. */
    openPicking(picking) {
        return this.action.doAction("crm_gift_retail.gift_packing_action", {
            additionalContext: {active_picking_id: picking.id},
        });
    }

    openTier(tier) {
        return this.action.doAction("crm_gift_retail.gift_customer_action", {
            additionalContext: {search_default_tier_id: tier.id},
        });
    }

    openCapture() {
        return this.action.doAction("crm_gift_retail.gift_capture_action_screen");
    }

    openExpected() {
        return this.action.doAction("crm_gift_retail.gift_expected_action");
    }

    /** The caller card of whoever was found: what to say comes first. */
    openFound(match) {
        return this.action.doAction({
            type: "ir.actions.client",
            tag: "gift_call",
            params: {partner_id: match.partner_id},
        });
    }
}

registry.category("actions").add("gift_retail_home", GiftHome);
