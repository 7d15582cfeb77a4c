import {channelIcon} from "@crm_gift_retail/fields/channel_icon/channel_icon";
import {_t} from "@web/core/l10n/translation";
import {deserializeDateTime} from "@web/core/l10n/dates";
import {registry} from "@web/core/registry";
import {ConnectionLostError, RPCError} from "@web/core/network/rpc";
import {KeepLast} from "@web/core/utils/concurrency";
import {useService} from "@web/core/utils/hooks";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";

import {
    Component,
    onMounted,
    onPatched,
    onWillUnmount,
    onWillUpdateProps,
    useRef,
    useState,
} from "@odoo/owl";

import {kindLook} from "./timeline_looks";

/** Lines of a page: more than a screen, less than a wait. */
export const PAGE = 30;
/** The chip that keeps everything. */
const ALL = "all";

/**
 * The trail of a customer, a contact or a lead: newest first, by month in the user's
 * language and zone. Pages continue after the last line seen, never by an offset.
 */
export class GiftTimeline extends Component {
    static template = "crm_gift_retail.Timeline";
    static props = {...standardWidgetProps};

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.root = useRef("root");
        this.keepLast = new KeepLast();
        this.focusId = null;
        this.state = useState({
            busy: false,
            failed: "",
            filter: ALL,
            filters: [],
            loaded: false,
            next: false,
            note: "",
            rows: [],
            spoken: "",
        });
        onMounted(() => this.reload());
        onPatched(() => this.restoreFocus());
        onWillUnmount(() => {
            this.gone = true;
        });
        onWillUpdateProps((next) => {
            const {record} = this.props;
            // another record, or the same read again after a button did something
            if (next.record !== record || next.record.resId !== this.shownId) {
                this.reload(next.record);
            }
        });
    }

    // ------------------------------------------------------------------ reading

    /** Shows the newest page; what is on the screen stays until it is there. */
    reload(record = this.props.record) {
        if (this.shownId !== record.resId) {
            Object.assign(this.state, {loaded: false, next: false, rows: []});
        }
        this.shownId = record.resId;
        if (!record.resId) {
            return undefined;
        }
        return this.fetch(record, false);
    }

    async fetch(record, before) {
        this.state.busy = true;
        this.state.failed = "";
        let page = null;
        try {
            page = await this.keepLast.add(
                this.orm.silent.call("gift.touchpoint", "timeline", [
                    record.resModel,
                    record.resId,
                    before || null,
                    PAGE,
                    this.kinds,
                ])
            );
        } catch (error) {
            // the form stays usable: the trail says itself what is wrong
            if (
                !(error instanceof RPCError) &&
                !(error instanceof ConnectionLostError)
            ) {
                throw error;
            }
            this.state.failed =
                error.data?.message || _t("No connection to the server.").toString();
        }
        if (this.gone) {
            return;
        }
        this.state.busy = false;
        if (page) {
            this.take(page, Boolean(before));
        }
    }

    take(page, isMore) {
        const {state} = this;
        state.rows = isMore ? [...state.rows, ...page.rows] : page.rows;
        state.next = page.next;
        state.note = page.note;
        state.filters = page.filters;
        state.loaded = true;
        if (isMore) {
            state.spoken = _t("%(count)s earlier lines are shown.", {
                count: page.rows.length,
            }).toString();
            // the reader goes on where the new lines begin when the button is gone
            this.focusId = page.next ? null : page.rows[0]?.id;
        }
    }

    restoreFocus() {
        if (this.focusId) {
            this.root.el?.querySelector(`[data-id="${this.focusId}"]`)?.focus();
            this.focusId = null;
        }
    }

    // ------------------------------------------------------------------- showing

    get kinds() {
        const chip = this.state.filters.find(({key}) => key === this.state.filter);
        return chip ? chip.kinds : null;
    }

    get chips() {
        return [{key: ALL, label: _t("All")}, ...this.state.filters];
    }

    get isFiltered() {
        return this.state.filter !== ALL;
    }

    get emptyWords() {
        if (this.isFiltered) {
            return _t("Nothing of this kind yet.");
        }
        return _t(
            "Nothing has happened yet. Calls, messages, visits, orders and deliveries appear here by themselves."
        );
    }

    /** Lines by month, the months in the user's language. */
    get months() {
        const months = [];
        for (const row of this.state.rows) {
            const moment = deserializeDateTime(row.date);
            const key = moment.toFormat("yyyy-MM");
            if (months.at(-1)?.key !== key) {
                const label = moment.toLocaleString({month: "long", year: "numeric"});
                months.push({key, label, rows: []});
            }
            months.at(-1).rows.push(this.prepare(row, moment));
        }
        return months;
    }

    /** What one line shows; words that say the same twice are left out. */
    prepare(row, moment) {
        const {document} = row;
        const isNamed = document && row.summary.startsWith(document.name);
        const summary = isNamed
            ? row.summary.slice(document.name.length).replace(/^[\s:,·–-]+/, "")
            : row.summary;
        return {
            ...row,
            ...kindLook(row.kind),
            arrow: {in: "fa-long-arrow-left", out: "fa-long-arrow-right"}[
                row.direction
            ],
            arrowWords:
                row.direction === "in"
                    ? _t("From the customer")
                    : _t("To the customer"),
            channelIcon: channelIcon(row.channel),
            day: moment.toLocaleString({day: "numeric", month: "short"}),
            time: moment.toLocaleString({hour: "numeric", minute: "2-digit"}),
            iso: moment.toISO(),
            outcome: row.outcome === row.label ? "" : row.outcome,
            people: [row.who, row.team].filter(Boolean).join(" · "),
            words: summary,
        };
    }

    // ------------------------------------------------------------------- buttons

    choose(key) {
        if (this.state.filter === key) {
            return undefined;
        }
        this.state.filter = key;
        return this.fetch(this.props.record, false);
    }

    more() {
        if (this.state.busy || !this.state.next) {
            return undefined;
        }
        return this.fetch(this.props.record, this.state.next);
    }

    retry() {
        return this.fetch(this.props.record, false);
    }

    open({document}) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: document.model,
            res_id: document.id,
            views: [[false, "form"]],
        });
    }
}

export const giftTimeline = {
    component: GiftTimeline,
    additionalClasses: ["w-100"],
};

registry.category("view_widgets").add("gift_timeline", giftTimeline);
