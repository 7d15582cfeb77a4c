import {packQuantity} from "@crm_gift_retail/packing/packing";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

import {Component} from "@odoo/owl";

/** A transfer in short on lists and cards: pictures, how many, and what is wished. */
export class PackCardField extends Component {
    static template = "crm_gift_retail.PackCardField";
    static props = {...standardFieldProps, short: {type: Boolean, optional: true}};

    get card() {
        return (
            this.props.record.data[this.props.name] || {lines: [], more: 0, words: ""}
        );
    }

    get more() {
        return _t("and %(count)s more", {count: this.card.more});
    }

    get sentence() {
        const parts = this.card.lines.map(
            (line) => `${this.quantity(line)} × ${line.product}`
        );
        if (this.card.more) {
            parts.push(this.more);
        }
        return parts.join(", ");
    }

    quantity(line) {
        return packQuantity(line.quantity);
    }
}

export const packCardField = {
    component: PackCardField,
    displayName: _t("What to pack"),
    supportedTypes: ["json"],
    extractProps: ({options}) => ({short: Boolean(options.short)}),
};

registry.category("fields").add("gift_pack_card", packCardField);
