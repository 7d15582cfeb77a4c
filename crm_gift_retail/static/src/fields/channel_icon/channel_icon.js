import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

import {Component} from "@odoo/owl";

/** Sign of each door that customers come through; the word comes with the field. */
export const CHANNEL_ICONS = {
    shop: "fa-home",
    online: "fa-globe",
    outbound: "fa-headphones",
    referral: "fa-share-alt",
    event: "fa-ticket",
    other: "fa-ellipsis-h",
    unknown: "fa-question-circle-o",
};

/** @param {string} channel @returns {string} icon, also for channels of other addons */
export function channelIcon(channel) {
    return CHANNEL_ICONS[channel] || CHANNEL_ICONS.other;
}

/** A small sign of the channel; its word is the tooltip and is read aloud. */
export class ChannelIconField extends Component {
    static template = "crm_gift_retail.ChannelIconField";
    static props = {...standardFieldProps};

    get channel() {
        return this.props.record.data[this.props.name] || "";
    }

    get icon() {
        return channelIcon(this.channel);
    }

    get words() {
        const {selection} = this.props.record.fields[this.props.name];
        const [, label] = selection.find(([key]) => key === this.channel) || [];
        return _t("Channel: %(channel)s", {channel: label || this.channel}).toString();
    }
}

export const channelIconField = {
    component: ChannelIconField,
    displayName: _t("Channel sign"),
    supportedTypes: ["selection"],
    isEmpty: (record, fieldName) => !record.data[fieldName],
};

registry.category("fields").add("gift_channel_icon", channelIconField);
