import {CANNOT_COPY, copyText} from "@crm_gift_retail/clipboard";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";

import {Component, useState} from "@odoo/owl";

/**
 * One tap: the words are in the clipboard and noted as sent. For ten seconds the
 * tap may be taken back.
 */
export class CopySent extends Component {
    static template = "crm_gift_retail.CopySent";
    static props = {...standardWidgetProps};

    setup() {
        this.orm = useService("orm");
        this.notification = useService("notification");
        this.action = useService("action");
        this.state = useState({busy: false});
    }

    get values() {
        return this.props.record.data;
    }

    get isReady() {
        const {text, platform_id: platform} = this.values;
        return Boolean((text || "").trim() && platform) && !this.state.busy;
    }

    async onClick() {
        const {platform_id: platform, res_id, res_model, text} = this.values;
        this.state.busy = true;
        try {
            if (!(await copyText(text))) {
                this.notification.add(CANNOT_COPY, {type: "warning"});
                return;
            }
            const sent = await this.orm.call("gift.message.sent", "mark_sent", [], {
                res_model,
                res_id,
                platform_id: platform.id,
                text,
            });
            this.offerUndo(sent);
            await this.action.doAction({type: "ir.actions.act_window_close"});
        } finally {
            this.state.busy = false;
        }
    }

    /**
     * @param {{id: Number, seconds: Number}} sent
     */
    offerUndo(sent) {
        // the dialog is gone when somebody taps: not the services of this component
        const {notification, orm} = this.env.services;
        const close = notification.add(_t("Copied, and noted as sent."), {
            type: "success",
            autocloseDelay: sent.seconds * 1000,
            buttons: [
                {
                    name: _t("Undo"),
                    primary: true,
                    onClick: async () => {
                        close();
                        await orm.call("gift.message.sent", "undo", [], {
                            sent_id: sent.id,
                        });
                        notification.add(_t("Taken back: nothing was noted."));
                    },
                },
            ],
        });
    }
}

registry.category("view_widgets").add("gift_copy_sent", {component: CopySent});
