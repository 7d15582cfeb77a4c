import {_t} from "@web/core/l10n/translation";
import {useDropzone} from "@web/core/dropzone/dropzone_hook";
import {useService} from "@web/core/utils/hooks";
import {getDataURLFromFile} from "@web/core/utils/urls";

import {Component, useRef, useState} from "@odoo/owl";

export const ACCEPTED = [".xlsx", ".csv", ".csv.gz"];

/** @param {string} name of a file @returns {boolean} whether the importer reads it */
export function isReadable(name) {
    return ACCEPTED.some((ending) => name.toLowerCase().endsWith(ending));
}

/** Empty database: drop a list, the import opens with it. Says what will happen before it does. */
export class FirstRun extends Component {
    static template = "crm_gift_retail.FirstRun";
    static props = {};

    setup() {
        this.action = useService("action");
        this.notification = useService("notification");
        this.orm = useService("orm");
        this.root = useRef("root");
        this.input = useRef("input");
        this.state = useState({busy: false});
        useDropzone(
            this.root,
            (ev) => this.take(ev.dataTransfer.files),
            "o_crm_gift_drop_over"
        );
    }

    get accepted() {
        return [...ACCEPTED, ".gz"].join(",");
    }

    choose() {
        this.input.el.click();
    }

    onChosen(ev) {
        return this.take(ev.target.files);
    }

    async take(files) {
        if (this.state.busy || !files.length) {
            return;
        }
        const [file] = files;
        if (files.length > 1 || !isReadable(file.name)) {
            this.notification.add(
                files.length > 1
                    ? _t("Drop one file at a time.")
                    : _t("%(name)s is no Excel workbook (.xlsx) and no CSV file.", {
                          name: file.name,
                      }),
                {type: "danger"}
            );
            return;
        }
        this.state.busy = true;
        try {
            const content = (await getDataURLFromFile(file)).split(",")[1];
            const action = await this.orm.call("gift.home", "start_import", [
                file.name,
                content,
            ]);
            await this.action.doAction(action);
        } finally {
            this.state.busy = false;
        }
    }
}
