import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const card = (name) => `.o_kanban_record:contains('${name}')`;

tours.add("gift_care_logs_contact", {
    steps: () => [
        {
            content: "a customer who waited too long is red",
            trigger: `${card("Real VIP")} .fa-circle.text-danger`,
        },
        {
            content: "and the card says why",
            trigger: `${card("Real VIP")}:contains('No contact logged yet')`,
        },
        {
            content: "nobody answers at first",
            trigger: `${card("Busy firm")} a[name=action_not_reached]`,
            run: "click",
        },
        {
            content: "the try is logged, the customer comes back another day",
            trigger: ".o_kanban_renderer:not(:contains('Busy firm'))",
        },
        {
            content: "open the dialog, to add what was said",
            trigger: `${card("Real VIP")} a[name=action_log]`,
            run: "click",
        },
        {
            content: "write it down in the customer's words",
            trigger: ".modal [name=note] textarea",
            run: "edit The tea sets were loved",
        },
        {
            content: "spoke",
            trigger: ".modal footer button[name=action_spoke]",
            run: "click",
        },
        {
            content: "done for today",
            trigger: ".o_view_nocontent:contains('Done for today')",
        },
    ],
});

tours.add("gift_care_colour_changed", {
    steps: () => [
        {
            content: "the care is done",
            trigger: ".o_form_view [name=state]:contains('Done')",
        },
        {
            content: "and the colour changed",
            trigger: "[name=contact_state]:contains('In touch')",
        },
    ],
});

tours.add("gift_care_all", {
    steps: () => [
        {
            content: "the manager sees the list by person",
            trigger: ".o_list_renderer .o_group_header",
            run: "click",
        },
        {
            content: "and who waits",
            trigger: ".o_data_row:contains('Real VIP')",
        },
    ],
});

tours.add("gift_outbox_release", {
    steps: () => [
        {
            content: "a message waits",
            trigger:
                ".o_data_row:contains('Thank you, Ms Wang') .badge:contains('Held')",
        },
        {
            content: "read it",
            trigger: ".o_data_row:contains('Thank you, Ms Wang') [name=subject]",
            run: "click",
        },
        {
            content: "the text is there",
            trigger: ".o_form_view [name=body_html]:contains('Warm words')",
        },
        {
            content: "release it",
            trigger: ".o_form_view button[name=action_release]",
            run: "click",
        },
        {
            content: "it is on its way",
            trigger: ".o_arrow_button_current:contains('On its way')",
        },
    ],
});
