import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

import {Component} from "@odoo/owl";

/**
 * The letter of a tier in the tier's colour. The public name is the tooltip and
 * the accessible name, so that nobody depends on the colour.
 */
export class TierBadge extends Component {
    static template = "crm_gift_retail.TierBadge";
    static props = {
        letter: {type: String},
        color: {type: Number, optional: true},
        publicName: {type: String, optional: true},
    };
    static defaultProps = {color: 0, publicName: ""};

    get label() {
        const {letter, publicName} = this.props;
        return publicName && publicName !== letter
            ? _t("Tier %(letter)s, %(public_name)s", {letter, public_name: publicName})
            : _t("Tier %(letter)s", {letter});
    }
}

/** Shows a char field that holds the letter; colour and name come from options. */
export class TierBadgeField extends Component {
    static template = "crm_gift_retail.TierBadgeField";
    static components = {TierBadge};
    static props = {
        ...standardFieldProps,
        colorField: {type: String, optional: true},
        publicNameField: {type: String, optional: true},
    };

    get badge() {
        const {colorField, name, publicNameField, record} = this.props;
        return {
            letter: record.data[name] || "",
            color: record.data[colorField] || 0,
            publicName: record.data[publicNameField] || "",
        };
    }
}

export const tierBadgeField = {
    component: TierBadgeField,
    displayName: _t("Tier badge"),
    supportedTypes: ["char"],
    supportedOptions: [
        {
            label: _t("Color field"),
            name: "color_field",
            type: "field",
            availableTypes: ["integer"],
        },
        {
            label: _t("Public name field"),
            name: "public_name_field",
            type: "field",
            availableTypes: ["char"],
        },
    ],
    isEmpty: (record, fieldName) => !record.data[fieldName],
    fieldDependencies: ({options}) => [
        ...(options.color_field ? [{name: options.color_field, type: "integer"}] : []),
        ...(options.public_name_field
            ? [{name: options.public_name_field, type: "char"}]
            : []),
    ],
    extractProps: ({options}) => ({
        colorField: options.color_field,
        publicNameField: options.public_name_field,
    }),
};

registry.category("fields").add("gift_tier_badge", tierBadgeField);
