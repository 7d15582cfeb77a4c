import {DropdownItem} from "@web/core/dropdown/dropdown_item";
import {download} from "@web/core/network/download";
import {registry} from "@web/core/registry";
import {user} from "@web/core/user";
import {STATIC_ACTIONS_GROUP_NUMBER} from "@web/search/action_menus/action_menus";

import {Component} from "@odoo/owl";

export const EXPORTED_MODELS = ["gift.customer", "gift.sale.fact"];
const EXPORT_GROUPS = ["manager", "service_lead", "sales"];

/** Takes every row behind the screen's filter out to Excel, however it is grouped. */
export class XlsxCogMenu extends Component {
    static template = "crm_gift_retail.XlsxCogMenu";
    static components = {DropdownItem};
    static props = {};

    /**
     * The menu closes with the tap and takes this component along: services are taken
     * from the environment, since those of a destroyed component never answer.
     */
    async export() {
        const {action: actionService, orm, ui} = this.env.services;
        const {domain, resModel} = this.env.searchModel;
        const action = await orm.call("gift.export", "start_export", [
            resModel,
            domain,
            this.env.config.getDisplayName(),
        ]);
        if (action.type !== "ir.actions.act_url") {
            return actionService.doAction(action);
        }
        ui.block();
        try {
            await download({url: action.url, data: {}});
        } finally {
            ui.unblock();
        }
    }
}

export const xlsxCogMenuItem = {
    Component: XlsxCogMenu,
    groupNumber: STATIC_ACTIONS_GROUP_NUMBER,
    async isDisplayed(env) {
        const {resModel} = env.searchModel || {};
        if (!EXPORTED_MODELS.includes(resModel) || env.config.viewType === "form") {
            return false;
        }
        const held = await Promise.all(
            EXPORT_GROUPS.map((role) =>
                user.hasGroup(`crm_gift_retail.crm_gift_retail_group_${role}`)
            )
        );
        return held.some(Boolean);
    },
};

registry.category("cogMenu").add("gift-xlsx-export", xlsxCogMenuItem, {sequence: 11});
