import {deserializeDate, formatDate} from "@web/core/l10n/dates";
import {useService} from "@web/core/utils/hooks";
import {formatFloat} from "@web/views/fields/formatters";

import {Component, onWillStart, onWillUpdateProps, useState} from "@odoo/owl";

/** Everything about one cell: all figures, and who awaits it. */
export class VariantCell extends Component {
    static template = "crm_gift_retail.VariantCell";
    static props = {
        cell: {type: Object},
        dealerId: {type: [Number, Boolean]},
        figures: {type: Array},
        canNarrow: {type: Boolean},
        place: {type: String},
        onClose: {type: Function},
    };

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.state = useState({awaiting: []});
        onWillStart(() => this.load(this.props));
        onWillUpdateProps((props) => this.load(props));
    }

    async load({cell, dealerId, canNarrow, place}) {
        this.state.awaiting = [];
        if (canNarrow && cell.figures.awaited) {
            this.state.awaiting = await this.orm.call(
                "gift.variant.report",
                "get_awaiting",
                [cell.ids],
                {place, dealer_id: dealerId || null}
            );
        }
    }

    get known() {
        return this.props.figures.filter(
            ({key}) => this.props.cell.figures[key] !== null
        );
    }

    number(value) {
        return formatFloat(value, {trailingZeros: false});
    }

    day(value) {
        return formatDate(deserializeDate(value));
    }

    openVariants() {
        return this.action.doAction({
            type: "ir.actions.act_window",
            name: this.props.cell.title,
            res_model: "product.product",
            views: [
                [false, "list"],
                [false, "form"],
            ],
            domain: [["id", "in", this.props.cell.ids]],
            context: {active_test: false},
        });
    }
}
