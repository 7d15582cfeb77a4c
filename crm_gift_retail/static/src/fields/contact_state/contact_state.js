import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

import { Component } from "@odoo/owl";

const { DateTime } = luxon;

/** Sign, colour and short word of each contact state: shape and word carry the meaning too. */
export const CONTACT_STATES = {
    green: { icon: "fa-check-circle", className: "text-success", word: _t("In touch") },
    amber: { icon: "fa-clock-o", className: "text-warning-emphasis", word: _t("Due soon") },
    red: { icon: "fa-exclamation-triangle", className: "text-danger", word: _t("Overdue") },
    grey: { icon: "fa-minus-circle", className: "text-muted", word: _t("Not planned") },
    purple: { icon: "fa-pause-circle", className: "o_crm_gift_purple", word: _t("Waiting on a complaint") },
};

/**
 * @param {string} state key of CONTACT_STATES
 * @param {import("luxon").DateTime} [next] when the next contact is due
 * @param {import("luxon").DateTime} [today]
 * @returns {string} the state in words, such as "Overdue by 12 days"
 */
export function contactWords(state, next, today = DateTime.local()) {
    const word = CONTACT_STATES[state]?.word.toString() || "";
    if (!next) {
        return word;
    }
    const days = Math.round(next.startOf("day").diff(today.startOf("day"), "days").days);
    if (state === "red" && days < -1) {
        return _t("Overdue by %(days)s days", { days: -days });
    }
    if (state === "red" && days === -1) {
        return _t("Overdue by 1 day");
    }
    if (state === "amber" && days > 1) {
        return _t("Due in %(days)s days", { days });
    }
    if (state === "amber" && days === 1) {
        return _t("Due tomorrow");
    }
    if (state === "amber" && days === 0) {
        return _t("Due today");
    }
    return word;
}

/** The colour of the contact clock, always with its word. */
export class ContactState extends Component {
    static template = "crm_gift_retail.ContactState";
    static props = {
        state: { type: String },
        next: { optional: true },
        compact: { type: Boolean, optional: true },
    };

    get look() {
        return CONTACT_STATES[this.props.state];
    }

    get words() {
        return contactWords(this.props.state, this.props.next);
    }
}

export class ContactStateField extends Component {
    static template = "crm_gift_retail.ContactStateField";
    static components = { ContactState };
    static props = {
        ...standardFieldProps,
        compact: { type: Boolean, optional: true },
        dateField: { type: String, optional: true },
    };

    get clock() {
        const { compact, dateField, name, record } = this.props;
        return {
            compact: Boolean(compact),
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
    ],
    isEmpty: (record, fieldName) => !record.data[fieldName],
    fieldDependencies: ({ options }) =>
        options.date_field ? [{ name: options.date_field, type: "date" }] : [],
    extractProps: ({ options }) => ({
        compact: options.compact,
        dateField: options.date_field,
    }),
};

registry.category("fields").add("gift_contact_state", contactStateField);
