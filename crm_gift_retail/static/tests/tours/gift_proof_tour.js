import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");

/** A file as a phone's gallery hands it over. */
async function pngFile(name) {
    const canvas = document.createElement("canvas");
    canvas.width = 320;
    canvas.height = 200;
    const context = canvas.getContext("2d");
    context.fillStyle = "navy";
    context.fillRect(0, 0, 320, 200);
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
    return new File([blob], name, {type: "image/png"});
}

function choose(input, files) {
    const transfer = new DataTransfer();
    for (const file of files) {
        transfer.items.add(file);
    }
    input.files = transfer.files;
    input.dispatchEvent(new Event("change", {bubbles: true}));
}

tours.add("gift_proof_send", {
    steps: () => [
        {
            content: "the proof has no picture yet",
            trigger: ".o_field_widget[name=artwork_ids] .o_crm_gift_artwork_add",
            async run() {
                const input = document.querySelector(
                    ".o_field_widget[name=artwork_ids] input[type=file]"
                );
                choose(input, [
                    await pngFile("front.png"),
                    new File(["#!/bin/sh"], "script.png", {type: "image/png"}),
                    await pngFile("side.png"),
                ]);
            },
        },
        {
            content: "what is refused is named; the others came in",
            trigger:
                ".o_crm_gift_artwork .alert-danger:contains('script.png'):contains('no artwork')",
        },
        {
            content: "the same picture twice is kept once",
            trigger: ".o_crm_gift_artwork_file:contains('front.png') img",
            run() {
                const files = document.querySelectorAll(".o_crm_gift_artwork_file");
                if (files.length !== 1) {
                    throw new Error(`${files.length} files, expected 1`);
                }
                const button = document.querySelector(".o_crm_gift_artwork_add");
                if (button.getBoundingClientRect().height < 48) {
                    throw new Error("the button is too small for a thumb");
                }
            },
        },
        {
            content: "words to the customer",
            trigger: ".o_field_widget[name=note] textarea",
            run: "edit Gold on blue",
        },
        {
            content: "send it",
            trigger: "button[name=action_send_mail]",
            run: "click",
        },
        {
            content: "it waits for the customer, and can no longer be changed",
            trigger: ".o_arrow_button_current:contains('Waiting for the customer')",
        },
        {
            trigger: ".o_form_view:not(:has(.o_crm_gift_artwork_add))",
        },
        {
            content: "the customer answers by word of mouth",
            trigger: "button[name=action_record]",
            run: "click",
        },
        {
            trigger: ".modal .o_crm_gift_artwork_add",
            async run() {
                const input = document.querySelector(".modal input[type=file]");
                choose(input, [await pngFile("chat.png")]);
            },
        },
        {
            content: "their word is in the picture",
            trigger: ".modal .o_crm_gift_artwork_file",
        },
        {
            trigger: ".modal .o_field_widget[name=comment] textarea",
            run: "edit Perfect",
        },
        {
            trigger: ".modal button[name=action_record]",
            run: "click",
        },
        {
            content: "approved",
            trigger: ".o_arrow_button_current:contains('Approved')",
        },
        {
            content: "with the evidence",
            trigger: ".o_field_widget[name=evidence_ids] img",
        },
    ],
});
