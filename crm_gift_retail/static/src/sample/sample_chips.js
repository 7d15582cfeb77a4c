import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";

import {Component, useState} from "@odoo/owl";

/**
 * The next question about a sample, with its answers as chips: one tap each.
 * Which question it is, the server says (`tap_options`).
 */
export class SampleChips extends Component {
    static template = "crm_gift_retail.SampleChips";
    static props = {...standardWidgetProps};

    setup() {
        this.orm = useService("orm");
        this.state = useState({busy: false});
    }

    get options() {
        const {record} = this.props;
        return record.resId && record.data.tap_options;
    }

    /**
     * @param {string} key of the chip
     */
    async tap(key) {
        if (this.state.busy) {
            return;
        }
        const {record} = this.props;
        this.state.busy = true;
        try {
            // What was typed beside the chips is kept, not lost by the reload
            if (await record.save()) {
                await this.orm.call("gift.sample", "action_tap", [[record.resId], key]);
            }
        } finally {
            // Answered by us, or on another phone a moment ago: show how it stands
            this.state.busy = false;
            await record.model.root.load();
        }
    }
}

export const sampleChips = {
    component: SampleChips,
    fieldDependencies: [{name: "tap_options", type: "json"}],
};

registry.category("view_widgets").add("gift_sample_chips", sampleChips);
