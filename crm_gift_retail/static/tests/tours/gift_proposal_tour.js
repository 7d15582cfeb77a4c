import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");

tours.add("gift_proposal", {
    steps: () => [
        {
            content: "how many people",
            trigger: ".o_field_widget[name=people] input",
            run: "edit 10",
        },
        {
            content: "the budget a head",
            trigger: ".o_field_widget[name=budget] input",
            run: "edit 100",
        },
        {
            content: "options out of the catalogue",
            trigger: ".o_statusbar_buttons button:contains('Suggest options')",
            run: "click",
        },
        {
            content: "up to three cards",
            trigger:
                ".o_field_widget[name=option_ids] .o_kanban_record:contains('Tea set')",
        },
        {
            content: "with what they cost in total",
            trigger:
                ".o_field_widget[name=option_ids] .o_kanban_record:contains('1,000.00')",
            run: "click",
        },
        {
            content: "words for the customer",
            trigger: ".modal .o_field_widget[name=why] textarea",
            run: "edit It goes with your blue.",
        },
        {
            content: "keep it",
            trigger: ".modal .o_form_button_save",
            run: "click",
        },
        {
            content: "it is on the card",
            trigger:
                "body:not(:has(.modal)) .o_field_widget[name=option_ids] .o_kanban_record:contains('your blue')",
        },
        {
            content: "the customer gets it",
            trigger: ".o_statusbar_buttons button:contains('Mark as sent')",
            run: "click",
        },
        {
            content: "changing it would close the link",
            trigger: ".alert:contains('closes the link')",
        },
    ],
});
