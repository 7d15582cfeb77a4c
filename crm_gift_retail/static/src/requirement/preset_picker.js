import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";

import {Component, onWillStart, useState} from "@odoo/owl";

/** "Same as last Christmas": one tap takes an earlier or saved wish over. */
export class PresetPicker extends Component {
    static template = "crm_gift_retail.PresetPicker";
    static props = {...standardWidgetProps};

    setup() {
        this.orm = useService("orm");
        this.state = useState({presets: [], chosen: false});
        onWillStart(() => this.load());
    }

    async load() {
        const {record} = this.props;
        const {order_id: order, line_id: line, state} = record.data;
        if (order && state === "draft" && record.isInEdition) {
            this.state.presets = await this.orm.call(
                "gift.requirement",
                "get_presets",
                [order.id, line ? line.id : false]
            );
        }
    }

    words(preset) {
        return preset.words.map(([label, word]) => `${label}: ${word}`).join("\n");
    }

    async choose(preset) {
        this.state.chosen = preset.key;
        await this.props.record.update({preset_source: preset.key});
    }
}

registry.category("view_widgets").add("gift_preset_picker", {
    component: PresetPicker,
    fieldDependencies: [
        {name: "order_id", type: "many2one", relation: "sale.order"},
        {name: "line_id", type: "many2one", relation: "sale.order.line"},
    ],
});
