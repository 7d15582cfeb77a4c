import {registry} from "@web/core/registry";

const openRecipients = [
    {
        content: "the recipients of the quotation",
        isActive: ["desktop"],
        trigger: "button[name=action_gift_recipients]",
        run: "click",
    },
    {
        content: "more buttons",
        isActive: ["mobile"],
        trigger: ".o-form-buttonbox .o_button_more, .o_button_more",
        run: "click",
    },
    {
        content: "the recipients of the quotation",
        isActive: ["mobile"],
        trigger: "button[name=action_gift_recipients]",
        run: "click",
    },
];

registry.category("web_tour.tours").add("gift_recipients", {
    steps: () => [
        ...openRecipients,
        {
            content: "who they are",
            trigger: ".o_field_widget[name=recipient_ids]:contains('王芳')",
        },
        {
            content: "list and order do not agree",
            trigger: ".alert-warning:contains('5 in the list, 6 ordered')",
        },
        {
            content: "actions on a phone",
            isActive: ["mobile"],
            trigger: ".o_statusbar_buttons_dropdown, .o_statusbar_buttons button",
            run: (helpers) => {
                const more = document.querySelector(
                    ".o_statusbar_buttons_dropdown button, button.o_statusbar_buttons_dropdown, .o_statusbar_buttons .dropdown-toggle"
                );
                if (more) {
                    return helpers.click(more);
                }
            },
        },
        {
            content: "take the quantities of the list",
            trigger: "button[name=action_set_quantities]",
            run: "click",
        },
        {
            content: "now they agree",
            trigger: ".o_form_view:not(:has(.alert-warning:contains('ordered')))",
        },
    ],
});
