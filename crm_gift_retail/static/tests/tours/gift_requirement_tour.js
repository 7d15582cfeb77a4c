import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const wish = (text) => `.o_crm_gift_wish:contains('${text}')`;

/** Throws when the page has to be moved sideways. */
function checkWidth() {
    const {scrollWidth, clientWidth} = document.documentElement;
    if (scrollWidth > clientWidth) {
        throw new Error("the page is wider than the screen");
    }
}

tours.add("gift_requirement_seller", {
    steps: () => [
        {
            content: "no wish on the line yet: note one",
            trigger:
                ".o_data_row .o_crm_gift_wish_none, .o_kanban_record .o_crm_gift_wish_none",
            run: "click",
        },
        {
            content: "same as last time: one tap",
            trigger: ".modal .o_crm_gift_presets .btn:contains('Birthday')",
            run: "click",
        },
        {
            content: "it is taken over",
            trigger: ".modal [name=card_text] textarea:value('Happy birthday, Mother')",
            run: checkWidth,
        },
        {
            content: "the customer's words",
            trigger: ".modal [name=said] textarea",
            run: "edit Blue ribbon, not the red one",
        },
        {
            content: "save",
            trigger: ".modal footer button:contains('Save'):visible",
            run: "click",
        },
        {
            content: "the line shows it",
            trigger: "body:not(:has(.modal)) .o_crm_gift_wish_badge[data-state=draft]",
        },
        {
            content: "the page has it too",
            trigger: ".o_notebook .nav-link:contains('Gift wishes')",
            run: "click",
        },
        {
            content: "all of it, in words",
            trigger: `${wish("Tea set")}:contains('Blue ribbon'):contains('Happy birthday')`,
            run: checkWidth,
        },
        {
            content: "a wish for the whole order",
            trigger: ".o_crm_gift_wish_add[data-line='0']",
            run: "click",
        },
        {
            content: "in the customer's words",
            trigger: ".modal [name=said] textarea",
            run: "edit Before ten, they have no lift",
        },
        {
            content: "save it",
            trigger: ".modal footer button:contains('Save'):visible",
            run: "click",
        },
        {
            content: "both are there",
            trigger: `body:not(:has(.modal)) ${wish("no lift")}`,
        },
    ],
});

tours.add("gift_requirement_change", {
    steps: () => [
        {
            content: "the wishes of the order",
            trigger: ".o_notebook .nav-link:contains('Gift wishes')",
            run: "click",
        },
        {
            content: "open the fixed one",
            trigger: wish("Tea set"),
            run: "click",
        },
        {
            content: "change it; a phone has its buttons behind a wheel",
            trigger:
                ".modal button[name=action_gift_change]:visible, .modal .o_statusbar_buttons button:has(.fa-cog), .modal .o_cp_action_menus button",
            async run(helpers) {
                const button = document.querySelector(
                    ".modal button[name=action_gift_change]"
                );
                await helpers.click(button || this.anchor);
            },
        },
        {
            content: "say why",
            trigger: ".modal [name=reason] input",
            run: "edit She phoned",
        },
        {
            content: "the new text",
            trigger: ".modal [name=card_text] textarea",
            run: "edit Happy birthday, Grandmother",
        },
        {
            content: "apply",
            trigger: ".modal button[name=action_apply]",
            run: "click",
        },
        {
            content: "the warehouse is asked",
            trigger: `body:not(:has(.modal)) ${wish("Grandmother")} .o_crm_gift_wish_waiting`,
            run: checkWidth,
        },
        {
            content: "look at the difference",
            trigger: wish("Grandmother"),
            run: "click",
        },
        {
            content: "old and new side by side",
            trigger:
                ".modal article[data-number='2']:has(del:contains('Mother')):has(ins:contains('Grandmother')):contains('She phoned')",
            run: checkWidth,
        },
        {
            content: "close",
            trigger: ".modal footer button:contains('Close'):visible",
            run: "click",
        },
        {
            content: "done",
            trigger: "body:not(:has(.modal)) .o_crm_gift_wish",
        },
    ],
});
