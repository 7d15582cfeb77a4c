import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {standardFieldProps} from "@web/views/fields/standard_field_props";
import {useX2ManyCrud} from "@web/views/fields/relational_utils";

import {Component, useRef, useState} from "@odoo/owl";

const ROUTE = "/gift/artwork/upload";
// as on the server, which checks again
const MAX_FILES = 20;
const ACCEPT = "image/*,.pdf,.ai,.eps,.svg,.psd,.cdr,.tif,.tiff";

/**
 * Artwork files of a document: thumbnails that say what they are, and one button
 * that works from a phone (camera or gallery), for several files at once. Each file
 * travels alone: one that is refused, or a lost connection, takes no other along.
 */
export class ArtworkField extends Component {
    static template = "crm_gift_retail.ArtworkField";
    static props = {
        ...standardFieldProps,
        picturesOnly: {type: Boolean, optional: true},
        partnerField: {type: String, optional: true},
    };

    setup() {
        this.http = useService("http");
        this.operations = useX2ManyCrud(() => this.list, true);
        this.input = useRef("input");
        this.state = useState({done: 0, total: 0, over: false, errors: []});
    }

    get list() {
        return this.props.record.data[this.props.name];
    }

    get files() {
        return this.list.records.map(({resId, data}) => ({
            id: resId,
            name: data.name,
            size: data.size_words,
            extension: (data.name || "").split(".").pop().toUpperCase(),
            isPicture: data.is_picture,
        }));
    }

    get accept() {
        return this.props.picturesOnly ? "image/*" : ACCEPT;
    }

    get isBusy() {
        return this.state.total > 0;
    }

    get partnerId() {
        const partner = this.props.record.data[this.props.partnerField || "partner_id"];
        return (partner && partner.id) || "";
    }

    onPick() {
        this.input.el.click();
    }

    async onChange(event) {
        const files = [...event.target.files];
        // the same file may be chosen again after it was refused
        event.target.value = "";
        await this.upload(files);
    }

    async onDrop(event) {
        this.state.over = false;
        if (!this.props.readonly && !this.isBusy) {
            await this.upload([...event.dataTransfer.files]);
        }
    }

    onDragOver(event) {
        if (!this.props.readonly && [...event.dataTransfer.types].includes("Files")) {
            this.state.over = true;
        }
    }

    /**
     * @param {File[]} files
     */
    async upload(files) {
        this.state.errors = [];
        const free = MAX_FILES - this.files.length;
        if (files.length > free) {
            this.state.errors.push(
                _t("%(count)s files are too many: there is room for %(free)s more.", {
                    count: files.length,
                    free: Math.max(0, free),
                })
            );
            return;
        }
        Object.assign(this.state, {done: 0, total: files.length});
        try {
            for (const file of files) {
                await this.uploadOne(file);
                this.state.done++;
            }
        } finally {
            Object.assign(this.state, {done: 0, total: 0});
        }
    }

    /**
     * @param {File} file
     */
    async uploadOne(file) {
        let answer = null;
        try {
            const text = await this.http.post(
                ROUTE,
                {
                    csrf_token: odoo.csrf_token,
                    partner_id: this.partnerId,
                    ufile: [file],
                },
                "text"
            );
            [answer] = JSON.parse(text);
        } catch {
            answer = {
                error: _t(
                    "“%s” did not arrive. Check the connection and its size, then try again.",
                    file.name
                ),
            };
        }
        if (!answer || answer.error) {
            this.state.errors.push((answer && answer.error) || file.name);
            return;
        }
        if (!this.files.some(({id}) => id === answer.id)) {
            await this.operations.saveRecord([answer.id]);
        }
    }

    async onRemove(id) {
        const record = this.list.records.find(({resId}) => resId === id);
        await this.operations.removeRecord(record);
    }
}

export const artworkField = {
    component: ArtworkField,
    displayName: _t("Artwork Files"),
    supportedTypes: ["many2many"],
    isEmpty: () => false,
    relatedFields: [
        {name: "name", type: "char"},
        {name: "is_picture", type: "boolean"},
        {name: "size_words", type: "char"},
    ],
    extractProps: ({options}) => ({
        picturesOnly: Boolean(options.pictures_only),
        partnerField: options.partner_field,
    }),
};

registry.category("fields").add("gift_artwork", artworkField);
