import {formatFloat} from "@web/views/fields/formatters";

import {Component} from "@odoo/owl";

/** One figure of a product in rows and columns; a tap on a number shows them all. */
export class VariantMatrix extends Component {
    static template = "crm_gift_retail.VariantMatrix";
    static props = {
        figure: {type: String},
        matrix: {type: Object},
        onOpen: {type: Function},
    };

    get hasOthers() {
        return this.props.matrix.rows.some((row) => row.others);
    }

    get rowTitle() {
        const {attributes, row_id: id} = this.props.matrix;
        return attributes.find((attribute) => attribute.id === id)?.name || "";
    }

    get columnTitle() {
        const {attributes, column_id: id} = this.props.matrix;
        return attributes.find((attribute) => attribute.id === id)?.name || "";
    }

    /** A cell without variants stays empty; a figure that is not known is a dash. */
    shown(cell) {
        if (!cell.ids.length) {
            return "";
        }
        const value = cell.figures[this.props.figure];
        return value === null ? "–" : formatFloat(value, {trailingZeros: false});
    }

    look(cell) {
        const value = cell.figures[this.props.figure];
        const {awaited, on_hand: onHand} = cell.figures;
        if (value === 0) {
            return "text-muted";
        }
        const isShort = awaited !== null && awaited > onHand;
        return isShort && ["awaited", "free"].includes(this.props.figure)
            ? "text-danger fw-bold"
            : "";
    }

    title(row, index) {
        return [row?.name, row?.others, this.props.matrix.columns[index]]
            .filter(Boolean)
            .join(", ");
    }
}
