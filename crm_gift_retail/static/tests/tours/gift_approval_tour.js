import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const card = (name) => `.o_kanban_record:contains('${name}')`;

/** Throws unless every element is at least so tall; a thumb needs 48 pixels. */
function checkHeight(elements, least = 48) {
    for (const element of elements) {
        const {height} = element.getBoundingClientRect();
        if (height < least) {
            throw new Error(`${element.textContent.trim()} is ${height} px tall`);
        }
    }
}

tours.add("gift_approval_manager_phone", {
    steps: () => [
        {
            content: "something waits",
            trigger: "button[data-tile=approvals]:contains('2')",
            run: "click",
        },
        {
            content: "the card has the facts and who asks",
            trigger: `${card("8 % off")}:contains('Ms Wang'):contains('third order')`,
        },
        {
            content: "the buttons are made for a thumb",
            trigger: `${card("8 % off")} .o_gift_approve`,
            run() {
                checkHeight(document.querySelectorAll(".o_gift_decide .btn"));
                const {scrollWidth, clientWidth} = document.documentElement;
                if (scrollWidth > clientWidth) {
                    throw new Error("the page is wider than the phone");
                }
            },
        },
        {
            content: "approve with one tap",
            trigger: `${card("8 % off")} .o_gift_approve`,
            run: "click",
        },
        {
            content: "it is gone from the list",
            trigger: ".o_kanban_renderer:not(:contains('8 % off'))",
        },
        {
            content: "open the other one to read it",
            trigger: `${card("Free engraving")} .fw-bold`,
            run: "click",
        },
        {
            content: "refuse",
            trigger: ".o_form_view .o_gift_refuse",
            run: "click",
        },
        {
            content: "a word to who asks",
            trigger: ".o_form_view .o_gift_note",
            run: "edit Call me tonight",
        },
        {
            content: "the reason is a chip, and decides",
            trigger: ".o_form_view .o_gift_reason:contains('Talk to me first')",
            run() {
                checkHeight(document.querySelectorAll(".o_gift_decide .btn"));
                this.anchor.click();
            },
        },
        {
            content: "decided: who, and why",
            trigger:
                ".o_form_view .oe_title:contains('Refused by'):contains('Call me tonight')",
        },
        {
            content: "nothing left to tap",
            trigger: ".o_form_view:not(:has(.o_gift_decide))",
        },
    ],
});

tours.add("gift_approval_requester", {
    steps: () => [
        {
            content: "what is needed",
            trigger: ".o_form_view [name=name] input",
            run: "edit Two more sets for the price of one",
        },
        {
            content: "why",
            trigger: ".o_form_view [name=note] textarea",
            run: "edit They order every spring",
        },
        {
            content: "ask",
            trigger: ".o_form_sheet button[name=action_gift_open_approvals]",
            run: "click",
        },
        {
            content: "where it is",
            trigger: ".o_form_view .oe_title:contains('Waiting for Managers')",
        },
        {
            content: "with its facts, and nothing to decide for who asks",
            trigger:
                ".o_form_view:not(:has(.o_gift_decide)) .o_gift_facts:contains('every spring')",
        },
        {
            content: "take it back",
            trigger: "button[name=action_withdraw]",
            run: "click",
        },
        {
            content: "really",
            trigger: ".modal-footer .btn-primary",
            run: "click",
        },
        {
            content: "taken back",
            trigger: ".o_form_view .oe_title:contains('Withdrawn')",
        },
    ],
});
