import {TierBadge} from "@crm_gift_retail/fields/tier_badge/tier_badge";
import {deserializeDate, deserializeDateTime, formatDate} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {Layout} from "@web/search/layout";
import {formatFloat} from "@web/views/fields/formatters";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";

import {Component, onWillStart, useState} from "@odoo/owl";

/** Taps on one button within so many milliseconds are one tap. */
const DOUBLE_TAP = 600;

/** "12", "2.5": no noughts that somebody could read as another number. */
export function packQuantity(value) {
    return formatFloat(value, {trailingZeros: false});
}

/** One changed wish: what it was, struck out, and what it is now. */
export class PackChange extends Component {
    static template = "crm_gift_retail.PackChange";
    static props = {change: Object};

    get byWhom() {
        const {is_new, when, who} = this.props.change;
        const date = formatDate(deserializeDateTime(when));
        return is_new
            ? _t("new, %(who)s on %(date)s", {date, who})
            : _t("changed by %(who)s on %(date)s", {date, who});
    }
}

/** One wish: pictures first, then the card, then words. */
export class PackWish extends Component {
    static template = "crm_gift_retail.PackWish";
    static props = {onZoom: Function, wish: Object};

    zoom(artwork) {
        this.props.onZoom(
            `/web/image/gift.artwork/${artwork.id}/preview`,
            artwork.name
        );
    }
}

/** One product to pack, with one large button. */
export class PackLine extends Component {
    static template = "crm_gift_retail.PackLine";
    static components = {PackWish};
    static props = {
        isOpen: Boolean,
        isStopped: Boolean,
        line: Object,
        onToggle: Function,
        onZoom: Function,
    };

    get picture() {
        return `/web/image/product.product/${this.props.line.product_id}`;
    }

    get quantity() {
        return packQuantity(this.props.line.quantity);
    }

    zoom() {
        this.props.onZoom(`${this.picture}/image_1024`, this.props.line.product);
    }

    get there() {
        const {quantity, there} = this.props.line;
        return there
            ? _t("only %(there)s of %(quantity)s are here", {
                  there: packQuantity(there),
                  quantity: packQuantity(quantity),
              })
            : _t("not here yet");
    }
}

/**
 * Packing on a tablet: one transfer on the screen, large buttons, pictures before text.
 * A changed wish stands on top and stops everything until it is acknowledged.
 */
export class GiftPacking extends Component {
    static template = "crm_gift_retail.Packing";
    static components = {Layout, PackChange, PackLine, PackWish, TierBadge};
    static props = {...standardActionServiceProps};
    static displayName = _t("Packing");
    static path = "gift-packing";

    setup() {
        this.action = useService("action");
        this.notification = useService("notification");
        this.orm = useService("orm");
        this.display = {};
        this.tapped = null;
        this.state = useState({busy: false, page: null, zoom: false});
        onWillStart(() => this.load(this.firstId));
    }

    /** From the button, or from the address after a reload. */
    get firstId() {
        const {action} = this.props;
        return (
            Number(action.params?.picking_id || action.context?.active_picking_id) ||
            false
        );
    }

    get page() {
        return this.state.page;
    }

    get picking() {
        return this.page.picking;
    }

    get isStopped() {
        return Boolean(this.page.changes.length);
    }

    get packedCount() {
        return this.page.lines.filter((line) => line.packed).length;
    }

    get place() {
        const {position, total} = this.page.queue;
        return position ? _t("%(position)s of %(total)s", {position, total}) : "";
    }

    get shipLabel() {
        const count = this.packedCount;
        const total = this.page.lines.length;
        return count && count < total
            ? _t("Ship %(count)s of %(total)s lines", {count, total})
            : _t("Packed: ship it");
    }

    day(text) {
        return formatDate(deserializeDate(text));
    }

    show(page) {
        this.state.page = page;
        this.state.zoom = false;
        if (page.picking) {
            this.props.updateActionState?.({picking_id: page.picking.id});
        }
    }

    async load(pickingId) {
        this.show(await this.orm.call("gift.packing", "load", [pickingId || false]));
    }

    /** One tap, one call: a second tap while it runs does nothing. */
    async once(work) {
        if (this.state.busy) {
            return;
        }
        this.state.busy = true;
        try {
            await work();
        } finally {
            this.state.busy = false;
        }
    }

    go(pickingId) {
        return this.once(() => this.load(pickingId));
    }

    acknowledge() {
        return this.once(async () => {
            const page = await this.orm.call("gift.packing", "acknowledge", [
                this.picking.id,
                this.page.changes.map((change) => change.id),
            ]);
            this.show(page);
            if (page.is_newer) {
                this.notification.add(_t("It was changed again. Read it once more."), {
                    type: "warning",
                });
            }
        });
    }

    /** A glove taps twice: the second tap on a line takes nothing back. */
    toggle(line) {
        const now = Date.now();
        if (this.tapped?.id === line.id && now - this.tapped.at < DOUBLE_TAP) {
            return Promise.resolve();
        }
        this.tapped = {at: now, id: line.id};
        return this.once(async () => {
            const packed = !line.packed;
            await this.orm.call("gift.packing", "set_packed", [line.id, packed]);
            line.packed = packed;
        });
    }

    ship() {
        return this.once(async () => {
            const {id} = this.picking;
            const result = await this.orm.call("gift.packing", "ship", [id]);
            if (result.shipped) {
                this.notification.add(
                    _t("%(name)s has left.", {name: result.shipped}),
                    {type: "success"}
                );
                this.show(result.page);
            }
            if (result.action) {
                await this.action.doAction(result.action, {
                    onClose: () => !result.shipped && this.load(id),
                });
            }
        });
    }

    print(paper) {
        return this.action.doAction(paper.action, {
            additionalContext: {
                active_id: this.picking.id,
                active_ids: [this.picking.id],
                active_model: "stock.picking",
            },
        });
    }

    openForm() {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "stock.picking",
            res_id: this.picking.id,
            views: [[false, "form"]],
        });
    }

    openList() {
        return this.action.doAction("crm_gift_retail.stock_picking_action_gift", {
            clearBreadcrumbs: true,
        });
    }

    zoom(url, name) {
        this.state.zoom = {name, url};
    }

    closeZoom() {
        this.state.zoom = false;
    }
}

registry.category("actions").add("gift_retail_packing", GiftPacking);
