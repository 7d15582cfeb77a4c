import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

import {Component} from "@odoo/owl";

const {DateTime} = luxon;

/** Sign, colour and short word of each contact state: shape and word carry the meaning too. */
export const CONTACT_STATES = {
    green: {icon: "fa-check-circle", className: "text-success", word: _t("In touch")},
    amber: {
        icon: "fa-clock-o",
        className: "text-warning-emphasis",
        word: _t("Due soon"),
    },
    red: {
        icon: "fa-exclamation-triangle",
        className: "text-danger",
        word: _t("Overdue"),
    },
    grey: {icon: "fa-minus-circle", className: "text-muted", word: _t("Not planned")},
    purple: {
        icon: "fa-pause-circle",
        className: "o_crm_gift_purple",
        word: _t("Waiting on a complaint"),
    },
};

/** Words for a due date; the long ones stand on documents, where "overdue" could be theirs. */
function daysWords(days, isLong) {
    if (days < -1) {
        return isLong
            ? _t("Contact overdue by %(days)s days", {days: -days})
            : _t("Overdue by %(days)s days", {days: -days});
    }
    if (days === -1) {
        return isLong ? _t("Contact overdue by 1 day") : _t("Overdue by 1 day");
    }
    if (days === 0) {
        return isLong ? _t("Contact due today") : _t("Due today");
    }
    if (days === 1) {
        return isLong ? _t("Contact due tomorrow") : _t("Due tomorrow");
    }
    return isLong
        ? _t("Contact due in %(days)s days", {days})
        : _t("Due in %(days)s days", {days});
}

/**
 * @param {string} state key of CONTACT_STATES
 * @param {import("luxon").DateTime} [next] when the next contact is due
 * @param {Object} [options]
 * @param {boolean} [options.isLong] say that it is the contact that is due
 * @param {import("luxon").DateTime} [options.today]
 * @returns {string} the state in words, such as "Overdue by 12 days"
 */
export function contactWords(
    state,
    next,
    {isLong = false, today = DateTime.local()} = {}
) {
    if (next && (state === "red" || state === "amber")) {
        const gap = next.startOf("day").diff(today.startOf("day"), "days");
        return daysWords(Math.round(gap.days), isLong).toString();
    }
    return CONTACT_STATES[state]?.word.toString() || "";
}

/** The colour of the contact clock, always with its word. */
export class ContactState extends Component {
    static template = "crm_gift_retail.ContactState";
    static props = {
        state: {type: String},
        next: {optional: true},
        compact: {type: Boolean, optional: true},
        isLong: {type: Boolean, optional: true},
    };

    get look() {
        return CONTACT_STATES[this.props.state];
    }

    get words() {
        return contactWords(this.props.state, this.props.next, {
            isLong: this.props.isLong,
        });
    }
}

export class ContactStateField extends Component {
    static template = "crm_gift_retail.ContactStateField";
    static components = {ContactState};
    static props = {
        ...standardFieldProps,
        compact: {type: Boolean, optional: true},
        dateField: {type: String, optional: true},
        isLong: {type: Boolean, optional: true},
    };

    get clock() {
        const {compact, dateField, isLong, name, record} = this.props;
        return {
            compact: Boolean(compact),
            isLong: Boolean(isLong),
            next: (dateField && record.data[dateField]) || undefined,
            state: record.data[name] || "",
        };
    }
}

export const contactStateField = {
    component: ContactStateField,
    displayName: _t("Contact colour"),
    supportedTypes: ["selection"],
    supportedOptions: [
        {
            label: _t("Due date field"),
            name: "date_field",
            type: "field",
            availableTypes: ["date"],
        },
        {
            label: _t("Sign only, words as tooltip"),
            name: "compact",
            type: "boolean",
        },
        {
            label: _t("Say that it is the contact"),
            name: "long",
            type: "boolean",
        },
    ],
    isEmpty: (record, fieldName) => !record.data[fieldName],
    fieldDependencies: ({options}) =>
        options.date_field ? [{name: options.date_field, type: "date"}] : [],
    extractProps: ({options}) => ({
        compact: options.compact,
        dateField: options.date_field,
        isLong: options.long,
    }),
};

registry.category("fields").add("gift_contact_state", contactStateField);
