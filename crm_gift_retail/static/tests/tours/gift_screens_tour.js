import {registry} from "@web/core/registry";
import {stepUtils} from "@web_tour/tour_utils";

const tours = registry.category("web_tour.tours");

/** The app opens on the first screen of the user's duties. */
const openApp = () => [
    stepUtils.showAppsMenuItem(),
    {
        content: "open the app",
        trigger: ".o_app[data-menu-xmlid='crm_gift_retail.crm_gift_retail_menu_root']",
        run: "click",
    },
    {content: "the first screen is there", trigger: ".o_crm_gift_home"},
];

tours.add("gift_manager_hands_over", {
    steps: () => [
        ...openApp(),
        {
            content: "the sentence says who is being lost",
            trigger: ".o_crm_gift_losing h1:contains('2 not heard from for 120 days')",
        },
        {
            content: "hand them to the team",
            trigger: ".o_crm_gift_hand_over:contains('3 a day')",
            run: "click",
        },
        {
            content: "it says who got how many",
            trigger: ".o_crm_gift_losing [role=status]:contains('gift_sales')",
        },
        {content: "take it back", trigger: ".o_crm_gift_undo", run: "click"},
        {content: "taken back", trigger: ".o_notification:contains('Taken back')"},
        {content: "the button is there again", trigger: ".o_crm_gift_hand_over"},
        {
            content: "a silent customer is one tap away",
            trigger: ".o_crm_gift_silent .o_crm_gift_row:contains('Silent VIP 王总')",
            run: "click",
        },
        {
            content: "the card opens",
            trigger: ".o_form_view h1:contains('Silent VIP 王总')",
        },
        {
            content: "profit is shown",
            trigger: ".o_form_view [name=profit_12m]:contains('38,600')",
        },
    ],
});

tours.add("gift_salesperson_finds_vip", {
    steps: () => [
        ...openApp(),
        {
            content: "own customers wait for a word",
            trigger:
                ".o_crm_gift_mine h1:contains('1 of your customers has waited too long')",
        },
        {
            content: "the tile is the filter",
            trigger: "[data-tile=vip_silent]:contains('VIP not contacted for 90 days')",
            run: "click",
        },
        {
            content: "the filter is on",
            trigger: ".o_searchview_facet:contains('VIP not contacted for 90 days')",
        },
        {content: "only the own one is found", trigger: ".o_data_row:count(1)"},
        {
            content: "colour and words",
            trigger:
                ".o_data_row .o_crm_gift_contact[data-state=red]:contains('Overdue by')",
        },
        {
            content: "open it",
            trigger: ".o_data_row .o_data_cell[name=name]:contains('Silent VIP 王总')",
            run: "click",
        },
        {
            content: "tier and colour on the card",
            trigger: ".o_form_view .o_crm_gift_tier[aria-label='Tier A, Diamond']",
        },
        {
            content: "own profit only",
            trigger: ".o_form_view:not(:has([name=profit_12m])) [name=own_profit_12m]",
        },
    ],
});

tours.add("gift_warehouse_sees_badge", {
    steps: () => [
        ...openApp(),
        {
            content: "what is ready",
            trigger: ".o_crm_gift_shipping h1:contains('to ship today')",
        },
        {
            content: "the parcel of the best customer",
            trigger:
                ".o_crm_gift_shipping .o_crm_gift_row:has(.o_crm_gift_tier:contains('A'))",
            run: "click",
        },
        {
            content: "the badge on the packing screen",
            trigger: ".o_crm_gift_pack_head .o_crm_gift_tier:contains('A')",
        },
        {
            content: "the transfer itself",
            trigger: ".o_crm_gift_pack_form",
            run: "click",
        },
        {
            content: "the badge on the picking",
            trigger: ".o_form_view [name=gift_standing] .o_crm_gift_tier:contains('A')",
        },
        {
            content: "the screens of the warehouse",
            trigger: "[data-menu-xmlid='crm_gift_retail.gift_menu_warehouse']",
            run: "click",
        },
        {
            content: "back to our list",
            trigger: "[data-menu-xmlid='crm_gift_retail.gift_menu_ship']",
            run: "click",
        },
        {
            content: "the badge in the list",
            trigger: ".o_list_view .o_data_row .o_crm_gift_tier:contains('A')",
        },
    ],
});

tours.add("gift_clerk_sees_no_money", {
    steps: () => [
        ...openApp(),
        {
            content: "who is it?",
            trigger: "#gift_finder_term",
            run: "edit svwz",
        },
        {
            content: "the customer is found by initials while typing",
            trigger: ".o_crm_gift_match:contains('Silent VIP 王总')",
            run: "click",
        },
        {
            content: "the card, with the tier",
            trigger: ".o_crm_gift_card_head .o_crm_gift_tier:contains('A')",
        },
        {
            content: "no money there",
            trigger: ".o_crm_gift_call_page:not(:contains('386'))",
        },
        {
            content: "open the customer",
            trigger: ".o_crm_gift_card_name:contains('Silent VIP 王总')",
            run: "click",
        },
        {
            content: "the tier is shown",
            trigger: ".o_form_view .o_crm_gift_tier:contains('A')",
        },
        {
            content: "no money on the card",
            trigger:
                ".o_form_view:not(:has(.o_field_monetary)):not(:has([name*=profit])):not(:has([name*=revenue]))",
        },
        {
            content: "no reports in the menu",
            trigger:
                ".o_main_navbar:not(:has([data-menu-xmlid='crm_gift_retail.gift_menu_reports']))",
        },
    ],
});
