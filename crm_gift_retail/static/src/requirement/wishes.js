import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {openWish} from "./wish_dialog";

import {Component, onWillStart, onWillUpdateProps, useState} from "@odoo/owl";

/**
 * The page "Gift wishes" of an order. Loaded when it is opened: the order's form
 * itself costs nothing more.
 */
export class Wishes extends Component {
    static template = "crm_gift_retail.Wishes";
    static props = {...standardWidgetProps};

    setup() {
        this.services = {action: useService("action"), orm: useService("orm")};
        this.state = useState({wishes: [], places: [], can_edit: false});
        onWillStart(() => this.load(this.props));
        onWillUpdateProps((props) => this.load(props));
    }

    async load({record}) {
        if (record.resId) {
            Object.assign(
                this.state,
                await this.services.orm.call("sale.order", "get_gift_wishes", [
                    [record.resId],
                ])
            );
        }
    }

    get isNew() {
        return !this.props.record.resId;
    }

    get whole() {
        return _t("Whole order");
    }

    async saveFirst() {
        const {record} = this.props;
        const isReady = record.resId && !(await record.isDirty());
        return isReady || (await record.save());
    }

    async add(lineId) {
        if (await this.saveFirst()) {
            await openWish(this.services, this.props.record, lineId, () =>
                this.load(this.props)
            );
        }
    }

    async open(wish) {
        if (await this.saveFirst()) {
            await this.services.action.doAction(
                {
                    type: "ir.actions.act_window",
                    name: wish.title,
                    res_model: "gift.requirement",
                    res_id: wish.id,
                    views: [[false, "form"]],
                    target: "new",
                    context: {default_order_id: this.props.record.resId},
                },
                {
                    onClose: async () => {
                        await this.props.record.load();
                        await this.load(this.props);
                    },
                }
            );
        }
    }
}

registry.category("view_widgets").add("gift_wishes", {component: Wishes});
