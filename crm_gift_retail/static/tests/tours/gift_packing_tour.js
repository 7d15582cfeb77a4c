import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");
/** Height and width in gloves, in pixels. */
const TOUCH = 48;

/** Fails when something to press on the screen is too small, or sticks out. */
function measure() {
    const root = document.querySelector(".o_crm_gift_packing");
    for (const button of root.querySelectorAll("button, a.btn")) {
        const {height, width} = button.getBoundingClientRect();
        if (Math.min(height, width) < TOUCH - 0.5) {
            throw new Error(`${button.className}: ${width} × ${height}`);
        }
    }
    if (root.scrollWidth > document.documentElement.clientWidth) {
        throw new Error(`the screen is ${root.scrollWidth} wide`);
    }
}

const packing = (first) => [
    ...first,
    {
        content: "the change is on top, before and after",
        trigger:
            ".o_crm_gift_pack_changes:has(del:contains('Mother')):has(ins:contains('Grandmother'))",
        run: measure,
    },
    {
        content: "nothing ships past it",
        trigger: ".o_crm_gift_pack_ship:disabled:contains('Read the change first')",
    },
    {
        content: "one large button",
        trigger: ".o_crm_gift_pack_ack",
        run: "click",
    },
    {
        content: "read; the wish of the line is the new one",
        trigger:
            ".o_crm_gift_packing:not(:has(.o_crm_gift_pack_changes)) .o_crm_gift_pack_word:contains('Grandmother')",
    },
    {
        content: "the text of the card",
        trigger: ".o_crm_gift_pack_card blockquote:contains('妈妈')",
        run: measure,
    },
    {
        content: "tick the line",
        trigger: ".o_crm_gift_pack_tick[aria-pressed=false]",
        run: "click",
    },
    {
        content: "ticked",
        trigger: ".o_crm_gift_pack_tick[aria-pressed=true]",
    },
    {
        content: "ship",
        trigger: ".o_crm_gift_pack_ship:enabled",
        run: "click",
    },
    {
        content: "the next one",
        trigger: ".o_crm_gift_pack_head h1:contains('Ms Wang')",
        run: measure,
    },
    {
        content: "ship it as a whole",
        trigger: ".o_crm_gift_pack_ship:enabled",
        run: "click",
    },
    {
        content: "done for today",
        trigger: ".o_crm_gift_pack_empty",
    },
];

tours.add("gift_packing", {
    steps: () =>
        packing([
            {
                content: "what must leave, in a sentence",
                trigger: ".o_crm_gift_shipping h1:contains('1 changed')",
            },
            {
                content: "the parcel with the change",
                trigger: ".o_crm_gift_shipping .o_crm_gift_row:has(.badge)",
                run: "click",
            },
        ]),
});

tours.add("gift_packing_list", {
    steps: () =>
        packing([
            {
                content: "the changed one is marked",
                trigger:
                    ".o_data_row:first:has([name=gift_ack_state]:contains('Changed wish')):has(.o_crm_gift_pack_short_card:contains('Tea set'))",
            },
            {
                content: "open it",
                trigger: ".o_data_row:first .o_data_cell[name=partner_id]",
                run: "click",
            },
        ]),
});

tours.add("gift_packing_cards", {
    steps: () =>
        packing([
            {
                content: "cards with picture, number and wish",
                trigger:
                    ".o_kanban_record:has([name=gift_ack_state]:contains('Changed wish')) .o_crm_gift_pack_words:contains('Grandmother')",
                run: "click",
            },
        ]),
});

tours.add("gift_ship_times", {
    steps: () => [
        {
            content: "the pivot by warehouse and tier",
            trigger: ".o_pivot table th:contains('In Time')",
        },
        {
            content: "as a list",
            trigger: ".o_switch_view.o_list",
            run: "click",
        },
        {
            content: "the late one",
            trigger: ".o_data_row.text-danger",
        },
        {
            content: "the alarms",
            trigger: "[data-menu-xmlid='crm_gift_retail.gift_menu_warehouse']",
            run: "click",
        },
        {
            content: "open them",
            trigger: "[data-menu-xmlid='crm_gift_retail.gift_menu_ship_alarms']",
            run: "click",
        },
        {
            content: "told once",
            trigger: ".o_data_row [name=kind]:contains('Late')",
            run: "click",
        },
        {
            content: "the transfer",
            trigger: ".o_form_view [name=gift_standing], .o_form_view [name=name]",
        },
    ],
});
