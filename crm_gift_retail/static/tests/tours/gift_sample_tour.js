import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const card = (name) => `.o_kanban_record:contains('${name}')`;

/** Throws unless what is tapped is a thumb's width and nothing leaves the screen. */
function checkPhone() {
    for (const chip of document.querySelectorAll(".o_gift_sample_chips .btn")) {
        const {height} = chip.getBoundingClientRect();
        if (height < 48) {
            throw new Error(`${chip.textContent.trim()} is ${height} px tall`);
        }
    }
    const {scrollWidth, clientWidth} = document.documentElement;
    if (scrollWidth > clientWidth) {
        throw new Error("the page is wider than the phone");
    }
}

tours.add("gift_sample_from_the_card", {
    steps: () => [
        {
            content: "the customer's card offers a sample",
            trigger: ".o_crm_gift_thumb_bar button[data-action=sample]",
            run: "click",
        },
        {
            content: "the customer is there already; add what they want to see",
            trigger:
                ".o_form_view [name=line_ids] .o_field_x2many_list_row_add a, .o_form_view [name=line_ids] .o-kanban-button-new",
            run: "click",
        },
        {
            isActive: ["desktop"],
            content: "choose it",
            trigger: ".o_form_view [name=line_ids] [name=product_id] input",
            run: "edit Blue cup",
        },
        {
            isActive: ["desktop"],
            content: "this one",
            trigger: ".o-autocomplete--dropdown-item a:contains('Blue cup')",
            run: "click",
        },
        {
            content: "within the limits it goes at once",
            trigger: "button[name=action_request]",
            run: "click",
        },
        {
            content: "being packed",
            trigger:
                ".o_form_view .o_statusbar_status .o_arrow_button_current:contains('Being packed')",
        },
    ],
});

tours.add("gift_sample_answers_phone", {
    steps: () => [
        {
            content: "a card asks what is next",
            trigger: `${card("Ms Sample")} .o_gift_sample_chips:contains('Did it arrive?')`,
            run: checkPhone,
        },
        {
            content: "it did: one tap",
            trigger: `${card("Ms Sample")} .o_gift_sample_chips button[data-key=arrived]`,
            run: "click",
        },
        {
            content: "the next question",
            trigger: `${card("Ms Sample")} .o_gift_sample_chips:contains('What do they say?')`,
            run: checkPhone,
        },
        {
            content: "one tap",
            trigger: `${card("Ms Sample")} .o_gift_sample_chips button:contains('Likes it')`,
            run: "click",
        },
        {
            content: "kept in the words of the chip",
            trigger: `${card("Ms Sample")}:contains('Word received'):contains('Likes it')`,
        },
        {
            content: "open it",
            trigger: `${card("Ms Sample")} .fw-bold`,
            run: "click",
        },
        {
            content: "the last question",
            trigger: ".o_form_view .o_gift_sample_chips button[data-key=kept]",
            run: "click",
        },
        {
            content: "settled",
            trigger:
                ".o_form_view:not(:has(.o_gift_sample_chips)) [name=outcome]:contains('Kept')",
        },
    ],
});

tours.add("gift_sample_from_a_lead", {
    steps: () => [
        {
            content: "the lead offers a sample, maybe behind “More”",
            trigger: ".o_form_view .o-form-buttonbox",
            run() {
                const button = "button[name=action_gift_samples]";
                if (!this.anchor.querySelector(button)) {
                    this.anchor.querySelector(".o_button_more").click();
                }
            },
        },
        {
            content: "take it",
            trigger: "button[name=action_gift_samples]",
            run: "click",
        },
        {
            content: "its customer is there",
            trigger: ".o_form_view .o_field_widget[name=lead_id]",
        },
    ],
});

tours.add("gift_sample_report", {
    steps: () => [
        {
            content: "cost, conversion and days stand in columns",
            trigger: ".o_pivot thead:contains('Conversion'):contains('Cost')",
        },
        {
            content: "by product",
            trigger: ".o_pivot tbody:contains('Blue cup')",
        },
    ],
});
