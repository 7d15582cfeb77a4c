import {_t} from "@web/core/l10n/translation";
import {download} from "@web/core/network/download";
import {KeepLast} from "@web/core/utils/concurrency";
import {useService} from "@web/core/utils/hooks";
import {useDebounced} from "@web/core/utils/timing";
import {registry} from "@web/core/registry";
import {Layout} from "@web/search/layout";
import {RecordSelector} from "@web/core/record_selectors/record_selector";
import {VariantCell} from "@crm_gift_retail/variant/variant_cell";
import {VariantMatrix} from "@crm_gift_retail/variant/variant_matrix";
import {VariantProducts} from "@crm_gift_retail/variant/variant_products";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";

import {Component, onWillStart, useState} from "@odoo/owl";

const MODEL = "gift.variant.report";

/** Stock and sales by variant: two attributes of a product, any figure, any place. */
export class VariantReport extends Component {
    static template = "crm_gift_retail.VariantReport";
    static components = {
        Layout,
        RecordSelector,
        VariantCell,
        VariantMatrix,
        VariantProducts,
    };
    static props = {...standardActionServiceProps};
    static displayName = _t("Stock by Variant");
    static path = "gift-variants";

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.ui = useService("ui");
        this.lastSearch = new KeepLast();
        this.lastMatrix = new KeepLast();
        this.state = useState({
            setup: null,
            products: [],
            more: false,
            term: "",
            place: undefined,
            figure: "free",
            day: "",
            dealerId: false,
            split: true,
            rowId: undefined,
            columnId: undefined,
            templateId:
                Number(this.props.action.params?.template_id) ||
                Number(this.props.action.context?.gift_template_id) ||
                false,
            matrix: null,
            cell: null,
        });
        this.searchSoon = useDebounced(() => this.search(), 250);
        onWillStart(() => this.start());
    }

    async start() {
        const setup = await this.orm.call(MODEL, "load", []);
        this.state.setup = setup;
        this.state.place = setup.places[0]?.key;
        if (this.state.templateId) {
            await this.loadMatrix();
        } else {
            await this.search();
        }
    }

    // ---------------------------------------------------------- the products
    async search(offset = 0) {
        const found = await this.lastSearch.add(
            this.orm.call(MODEL, "find_products", [], {
                term: this.state.term,
                place: this.state.place,
                offset,
            })
        );
        this.state.products = offset
            ? [...this.state.products, ...found.products]
            : found.products;
        this.state.more = found.more;
    }

    async choose(templateId) {
        Object.assign(this.state, {
            templateId,
            rowId: undefined,
            columnId: undefined,
            cell: null,
        });
        this.props.updateActionState?.({template_id: templateId});
        await this.loadMatrix();
    }

    async leave() {
        Object.assign(this.state, {templateId: false, matrix: null, cell: null});
        this.props.updateActionState?.({template_id: undefined});
        await this.search();
    }

    // ------------------------------------------------------------ the matrix
    get options() {
        const {place, dealerId, day, split, rowId, columnId} = this.state;
        return {
            row_id: rowId || null,
            column_id: columnId || null,
            place,
            dealer_id: dealerId || null,
            day: day || null,
            split,
        };
    }

    async loadMatrix() {
        const matrix = await this.lastMatrix.add(
            this.orm.call(MODEL, "get_matrix", [this.state.templateId], this.options)
        );
        const {row_id: rowId, column_id: columnId} = matrix;
        Object.assign(this.state, {matrix, rowId, columnId, cell: null});
        if (!this.isKnown(this.state.figure)) {
            this.state.figure = "on_hand";
        }
    }

    async refresh() {
        await (this.state.templateId ? this.loadMatrix() : this.search());
    }

    /** A past day knows what was on hand and sold, nothing else. */
    isKnown(figure) {
        return (
            !this.state.matrix?.past ||
            this.state.setup.figures.find(({key}) => key === figure)?.past
        );
    }

    get figureLabel() {
        return this.state.setup.figures.find(({key}) => key === this.state.figure)
            ?.label;
    }

    /** Changing one attribute to the other's swaps them. */
    async pick(side, value) {
        const other = side === "rowId" ? "columnId" : "rowId";
        const id = Number(value) || false;
        if (id && id === this.state[other]) {
            this.state[other] = this.state[side];
        }
        this.state[side] = id;
        await this.loadMatrix();
    }

    async set(name, value) {
        this.state[name] = value;
        await this.refresh();
    }

    openCell(title, cell) {
        this.state.cell = {title, ...cell};
    }

    // ------------------------------------------------------------ the workbook
    async export() {
        const ids = this.state.templateId ? [this.state.templateId] : [];
        const action = await this.orm.call(MODEL, "start_export", [ids], this.options);
        if (action.type !== "ir.actions.act_url") {
            return this.action.doAction(action);
        }
        this.ui.block();
        try {
            await download({url: action.url, data: {}});
        } finally {
            this.ui.unblock();
        }
    }
}

registry.category("actions").add("gift_variant_report", VariantReport);
