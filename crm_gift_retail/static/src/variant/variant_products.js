import {formatFloat} from "@web/views/fields/formatters";

import {Component} from "@odoo/owl";

/** The products to choose from, what customers await most first. */
export class VariantProducts extends Component {
    static template = "crm_gift_retail.VariantProducts";
    static props = {
        products: {type: Array},
        more: {type: Boolean},
        onChoose: {type: Function},
        onMore: {type: Function},
    };

    number(value) {
        return formatFloat(value, {trailingZeros: false});
    }

    isShort(product) {
        return product.awaited > product.on_hand;
    }
}
