import {CallPanel} from "@crm_gift_retail/caller/call_panel";
import {_t} from "@web/core/l10n/translation";
import {Dialog} from "@web/core/dialog/dialog";
import {registry} from "@web/core/registry";

import {Component} from "@odoo/owl";

/** The card of who calls, over whatever the user is doing; nothing there is lost. */
export class CallDialog extends Component {
    static template = "crm_gift_retail.CallDialog";
    static components = {CallPanel, Dialog};
    static props = {
        close: {type: Function},
        number: {type: String},
    };

    get title() {
        return _t("The telephone rings");
    }
}

/** Pops the caller card when the exchange, or the demo's button, rings this user. */
export const ringService = {
    dependencies: ["bus_service", "dialog"],

    start(env, {bus_service: bus, dialog}) {
        const open = new Map();
        bus.subscribe("gift_call/ring", ({number}) => {
            // the same call told twice is one dialog
            if (open.has(number)) {
                return;
            }
            const close = dialog.add(
                CallDialog,
                {number},
                {onClose: () => open.delete(number)}
            );
            open.set(number, close);
        });
        bus.start();
    },
};

registry.category("services").add("gift_ring", ringService);
