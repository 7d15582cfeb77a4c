import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";
import {Component, onMounted, onWillUnmount} from "@odoo/owl";

const INTERVAL = 2000;

/**
 * Progress bar of an import that is running on the server. It reads the record
 * again every two seconds while the bar is shown; closing the browser changes
 * nothing.
 */
export class ImportProgress extends Component {
    static template = "crm_gift_retail.ImportProgress";
    static props = {...standardFieldProps};

    setup() {
        onMounted(() => {
            this.timer = setInterval(() => this.reload(), INTERVAL);
        });
        onWillUnmount(() => clearInterval(this.timer));
    }

    get percent() {
        return Math.round(this.props.record.data[this.props.name] || 0);
    }

    get label() {
        return _t("%s % done. You may close the browser.", this.percent);
    }

    async reload() {
        if (document.hidden || (await this.props.record.isDirty())) {
            return;
        }
        try {
            await this.props.record.load();
        } catch {
            // the server restarts or the line is gone: the next round tries again
        }
    }
}

registry.category("fields").add("gift_import_progress", {
    component: ImportProgress,
    displayName: _t("Import progress"),
    supportedTypes: ["float"],
});
