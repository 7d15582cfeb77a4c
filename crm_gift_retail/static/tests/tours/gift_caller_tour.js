import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");

/** The bottom of a line of the card must be on the first screen, above the thumb bar. */
function onFirstScreen(selector) {
    const line = document.querySelector(selector).getBoundingClientRect();
    const bar = document.querySelector(".o_crm_gift_thumb_bar").getBoundingClientRect();
    if (line.bottom > bar.top + 1 || bar.bottom > window.innerHeight) {
        throw new Error(
            `${selector} ends at ${line.bottom}, the bar starts at ${bar.top} of ${window.innerHeight}`
        );
    }
}

tours.add("gift_caller_card", {
    steps: () => [
        {
            content: "who calls",
            trigger: ".o_crm_gift_card_head:contains('王芷'):contains('白云酒店')",
        },
        {
            content: "the sentence to say",
            trigger: ".o_crm_gift_say:contains('王女士, your 200 × Tea set')",
        },
        {
            content: "what stands in the way",
            trigger: ".o_crm_gift_stoppers:contains('Overdue invoice')",
        },
        {
            content: "three open orders and the rest",
            trigger:
                ".o_crm_gift_orders li:nth-child(4):contains('2 more'):not(:has(button))",
        },
        {content: "prices told", trigger: ".o_crm_gift_prices:contains('88.00')"},
        {
            content: "line 6 without scrolling",
            trigger: ".o_crm_gift_care:contains('Call back about ribbons')",
            run: () => onFirstScreen(".o_crm_gift_care"),
        },
        {
            content: "a note",
            trigger: ".o_crm_gift_thumb_bar [data-action=note]",
            run: "click",
        },
        {
            content: "what was said",
            trigger: ".modal .o_field_widget[name=note] textarea",
            run: "edit Wants gold",
        },
        {
            content: "save it",
            trigger: ".modal button[name=action_spoke]",
            run: "click",
        },
        {content: "the dialog is gone", trigger: "body:not(:has(.modal))"},
        {
            content: "open the customer's form",
            trigger: ".o_crm_gift_card_name",
            run: "click",
        },
        {
            content: "the form draws the same card",
            trigger: ".o_form_view .o_crm_gift_card .o_crm_gift_orders",
        },
    ],
});

tours.add("gift_caller_family", {
    steps: () => [
        {
            content: "the number is shared",
            trigger: ".o_crm_gift_call_notice:contains('2 people use this number')",
        },
        {
            content: "choose who it is",
            trigger: ".o_crm_gift_match:contains('李明')",
            run: "click",
        },
        {
            content: "his card",
            trigger: ".o_crm_gift_card_head:contains('李明')",
        },
        {content: "it was she", trigger: ".o_crm_gift_call_back", run: "click"},
        {
            content: "the list again",
            trigger: ".o_crm_gift_match:contains('李梅')",
            run: "click",
        },
        {content: "her card", trigger: ".o_crm_gift_card_head:contains('李梅')"},
    ],
});

tours.add("gift_caller_unknown", {
    steps: () => [
        {
            content: "nobody has the number",
            trigger: ".o_crm_gift_call_unknown:contains('+86 136 9999 8888')",
        },
        {
            content: "ask by the last digits",
            trigger: "#gift_finder_term",
            run: "edit 0000",
        },
        {content: "nobody either", trigger: ".o_crm_gift_nobody"},
        {
            content: "a new enquiry",
            trigger: ".o_crm_gift_capture",
            run: "click",
        },
        {
            content: "the walk-in's form is there, with the number",
            trigger:
                ".o_crm_gift_capture_form input[name=phone]:value('+86 136 9999 8888')",
        },
    ],
});
