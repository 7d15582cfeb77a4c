import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");

tours.add("gift_variant", {
    steps: () => [
        {
            content: "find the scarf",
            trigger: ".o_crm_gift_variant input[name=term]",
            run: "edit Scarf",
        },
        {
            content: "what is awaited stands beside it",
            trigger:
                ".o_crm_gift_variant_product:contains('Scarf'):contains('Awaited 20')",
            run: "click",
        },
        {
            content: "colour by size, free",
            trigger:
                ".o_crm_gift_variant thead:contains('Colour'):contains('Size'):contains('Total')",
        },
        {
            content: "what customers await",
            trigger: ".o_crm_gift_variant select[name=figure]",
            run: "select awaited",
        },
        {
            content: "more is awaited than is there: red",
            trigger:
                ".o_crm_gift_variant tbody tr:contains('Red') button.text-danger:contains('20')",
            run: "click",
        },
        {
            content: "who awaits it",
            trigger: ".o_crm_gift_variant_awaiting li:contains('Firm'):contains('20')",
        },
        {
            content: "the other way round",
            trigger: ".o_crm_gift_variant select[name=rows]",
            run: "selectByLabel Size",
        },
        {
            content: "sizes are rows now",
            trigger:
                ".o_crm_gift_variant tbody tr:first-child .o_crm_gift_variant_name:contains('S')",
        },
        {
            content: "the other warehouse",
            trigger: ".o_crm_gift_variant select[name=place]",
            run: "selectByLabel Warehouse: Panyu",
        },
        {
            content: "what is on hand",
            trigger: ".o_crm_gift_variant select[name=figure]",
            run: "select on_hand",
        },
        {
            content: "its total",
            trigger: ".o_crm_gift_variant_total:contains('4')",
        },
        {
            content: "back to all products",
            trigger: ".o_crm_gift_variant_back",
            run: "click",
        },
        {content: "the list", trigger: ".o_crm_gift_variant_products button"},
    ],
});
