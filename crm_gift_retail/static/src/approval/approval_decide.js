import {ConfirmationDialog} from "@web/core/confirmation_dialog/confirmation_dialog";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";

import {Component, useState} from "@odoo/owl";

/**
 * Two buttons. A decision that has reasons shows them as chips: tapping one decides.
 * The change is an RPC; opening the page changes nothing.
 */
export class ApprovalDecide extends Component {
    static template = "crm_gift_retail.ApprovalDecide";
    static props = {...standardWidgetProps};

    setup() {
        this.orm = useService("orm");
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        this.state = useState({busy: false, decision: false, note: "", reasons: []});
    }

    get data() {
        return this.props.record.data;
    }

    /**
     * First tap: approve at once when there is nothing to choose, else ask why.
     *
     * @param {string} decision "approved" or "refused"
     */
    async pick(decision) {
        if (this.state.busy) {
            return;
        }
        this.state.busy = true;
        try {
            const reasons = await this.orm.call("gift.approval", "get_reasons", [
                [this.props.record.resId],
            ]);
            this.state.reasons = reasons.filter((row) => row.decision === decision);
        } finally {
            this.state.busy = false;
        }
        if (decision === "approved" && !this.state.reasons.length) {
            await this.decide(decision);
            return;
        }
        this.state.decision = decision;
    }

    back() {
        Object.assign(this.state, {decision: false, note: "", reasons: []});
    }

    approveOwn() {
        this.dialog.add(ConfirmationDialog, {
            title: _t("Your own request"),
            body: _t(
                "Nobody else can decide here, and it will be noted that you did so " +
                    "yourself. Approve your own request?"
            ),
            confirmLabel: _t("Approve my own request"),
            confirm: () => this.decide("approved", {own_request: true}),
            cancel: () => {},
        });
    }

    /**
     * @param {string} decision "approved" or "refused"
     * @param {Object} [extra] arguments of action_decide
     */
    async decide(decision, extra = {}) {
        if (this.state.busy) {
            return;
        }
        const {record} = this.props;
        this.state.busy = true;
        try {
            await this.orm.call("gift.approval", "action_decide", [[record.resId]], {
                decision,
                note: this.state.note || false,
                ...extra,
            });
            this.notification.add(
                decision === "approved" ? _t("Approved.") : _t("Refused."),
                {type: "success"}
            );
        } finally {
            // Decided by us, or by somebody else a moment ago: show how it stands
            this.state.busy = false;
            this.back();
            await record.model.root.load();
        }
    }
}

const bool = (name) => ({name, type: "boolean"});

export const approvalDecide = {
    component: ApprovalDecide,
    fieldDependencies: [bool("can_decide"), bool("can_decide_own")],
};

registry.category("view_widgets").add("gift_approval_decide", approvalDecide);
