import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const card = (name) => `.o_kanban_record:contains('${name}')`;

/** Throws when the page has to be moved sideways. */
function checkWidth() {
    const {scrollWidth, clientWidth} = document.documentElement;
    if (scrollWidth > clientWidth) {
        throw new Error("the page is wider than the screen");
    }
}

tours.add("gift_claim_take", {
    steps: () => [
        {
            content: "the pool has the customer",
            trigger: `${card("Tour customer")} button[name=action_take_from_pool]`,
            run: checkWidth,
        },
        {
            content: "take it",
            trigger: `${card("Tour customer")} button[name=action_take_from_pool]`,
            run: "click",
        },
        {
            content: "said where it is now",
            trigger: ".o_notification:contains('under My claims')",
        },
        {
            content: "gone from the pool",
            trigger: ".o_action_manager:not(:contains('Tour customer'))",
        },
    ],
});

tours.add("gift_claim_give_back", {
    steps: () => [
        {
            content: "it is mine",
            trigger:
                ".o_kanban_record:contains('Tour customer'), .o_data_row:contains('Tour customer')",
            run: checkWidth,
        },
        {
            content: "give it back",
            trigger:
                ".o_kanban_record:contains('Tour customer') button[name=action_release], .o_data_row:contains('Tour customer') button[name=action_release]",
            run: "click",
        },
        {
            content: "gone",
            trigger: ".o_action_manager:not(:contains('Tour customer'))",
        },
    ],
});

tours.add("gift_claim_stranger", {
    steps: () => [
        {
            content: "whose customer it is, and until when",
            trigger:
                ".o_form_view [name=gift_claim]:contains('Anna'):contains('until'):has([title='Claimed by'])",
            run: checkWidth,
        },
    ],
});
