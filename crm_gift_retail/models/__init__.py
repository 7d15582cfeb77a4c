from . import gift_profit_guard  # a mixin: before the models that use it
from . import gift_platform_retention  # likewise
from . import gift_referral_check  # likewise
from . import gift_requirement_content  # likewise
from . import gift_requirement_printable  # likewise
from . import gift_requirement_freeze  # likewise
from . import gift_requirement_made  # likewise
from . import gift_requirement_preset_picker  # likewise
from . import gift_requirement_screen  # likewise
from . import gift_referral_job  # likewise
from . import gift_alert_robot  # likewise
from . import gift_approval_decide  # likewise
from . import gift_approval_lapse  # likewise
from . import gift_approval_mixin  # likewise
from . import gift_approval_notice  # likewise
from . import gift_approval_rights  # likewise
from . import gift_capture_words  # likewise
from . import gift_capture_customer  # likewise
from . import gift_capture_values  # likewise
from . import gift_capture_register  # likewise
from . import gift_handover_ask  # likewise
from . import gift_invitation_arrival  # likewise
from . import gift_care_dispatch  # likewise
from . import gift_care_hand_over  # likewise
from . import gift_care_planner  # likewise
from . import gift_claim_jobs  # likewise
from . import gift_claim_merge  # likewise
from . import gift_claim_period  # likewise
from . import gift_claim_settle  # likewise
from . import gift_claim_take  # likewise
from . import gift_outbox_gate  # likewise
from . import gift_outbox_message  # likewise
from . import gift_customer_card  # likewise
from . import gift_customer_card_actions  # likewise
from . import gift_customer_card_words  # likewise
from . import gift_export_rows  # likewise
from . import gift_finder_rows  # likewise
from . import gift_employer_change_work  # likewise
from . import gift_firm_choice  # likewise
from . import gift_reassign_work  # likewise
from . import gift_reassign_undo  # likewise
from . import gift_reassign_tasks  # likewise
from . import gift_foreign_guard  # likewise
from . import gift_claim_banner  # likewise
from . import gift_partner_firms  # likewise
from . import gift_sample_entry  # likewise
from . import gift_sample_job  # likewise
from . import gift_sample_limit  # likewise
from . import gift_sample_outcome  # likewise
from . import gift_sample_ship  # likewise
from . import gift_standing_mixin  # likewise
from . import gift_timeline  # likewise
from . import gift_touchpoint_mixin  # likewise
from . import gift_source_mixin  # likewise
from . import gift_link_mixin  # likewise
from . import gift_proof_answer  # likewise
from . import gift_proof_remind  # likewise
from . import gift_proof_send  # likewise
from . import gift_utm_outside  # likewise
from . import gift_tracking_match  # a mixin: before the model that uses it
from . import gift_channel  # its list is used by the trail

from . import account_invoice_report
from . import account_move
from . import account_move_line
from . import base_import_import
from . import base_partner_merge
from . import base_partner_merge_links
from . import crm_lead
from . import crm_lead_hanging
from . import crm_lead_heat
from . import crm_lead_lost
from . import crm_lead_referral
from . import gift_alert
from . import gift_approval
from . import gift_approval_reason
from . import crm_team
from . import gift_artwork
from . import gift_care_action
from . import gift_call_rate
from . import gift_card_view
from . import gift_care_rule
from . import gift_care_winback
from . import gift_competitor
from . import gift_claim
from . import gift_claim_assist
from . import gift_claim_company
from . import gift_claim_key
from . import gift_claim_queue
from . import gift_claim_quota
from . import crm_lead_need
from . import crm_team_handover
from . import gift_capture
from . import gift_consent
from . import gift_customer
from . import gift_customer_call
from . import gift_customer_figures
from . import gift_customer_install
from . import gift_customer_invite
from . import gift_customer_jobs
from . import gift_customer_losing
from . import gift_customer_queue
from . import gift_customer_refresh
from . import gift_customer_rfm
from . import gift_customer_standing
from . import gift_customer_touch
from . import gift_source_correction
from . import gift_employer_change
from . import gift_heat_override
from . import gift_heat_rule
from . import gift_export
from . import gift_export_job
from . import gift_customer_code
from . import gift_import_reason  # a mixin: before the models that use it
from . import gift_demo
from . import gift_handover
from . import gift_finder
from . import gift_deputy
from . import gift_home
from . import gift_home_heat
from . import gift_home_approval
from . import gift_home_ship
from . import gift_home_shop
from . import gift_import
from . import gift_import_actions
from . import gift_import_file
from . import gift_import_row
from . import gift_import_job
from . import gift_import_customer
from . import gift_import_lookup
from . import gift_import_match
from . import gift_import_preview
from . import gift_import_summary
from . import gift_import_trail
from . import gift_import_undo
from . import gift_import_write
from . import gift_invitation
from . import gift_job
from . import gift_job_alert
from . import gift_job_run
from . import gift_link
from . import gift_message_sent
from . import gift_outbox
from . import gift_packing
from . import gift_print
from . import gift_platform
from . import gift_platform_buttons
from . import gift_proposal_answer  # parts of proposals: before them
from . import gift_proposal_choice
from . import gift_proposal_send
from . import gift_proposal_suggest
from . import gift_proposal
from . import gift_proposal_option
from . import gift_proposal_buttons
from . import gift_recipient
from . import gift_recipient_list
from . import gift_recipient_job
from . import gift_referral
from . import gift_partner_pinyin
from . import gift_partner_role
from . import gift_request
from . import gift_sale_cost
from . import gift_sale_cost_freeze
from . import gift_sale_fact
from . import gift_sale_fact_parts
from . import gift_sale_history
from . import gift_ship_alarm
from . import gift_ship_report
from . import gift_tier
from . import gift_tier_ladder
from . import gift_tier_setup
from . import gift_touchpoint
from . import gift_customer_heat  # extends standing and touchpoints: after them
from . import gift_customer_lost  # likewise
from . import gift_working_time
from . import gift_touchpoint_install
from . import gift_touchpoint_move
from . import gift_utm
from . import gift_variant_figures
from . import gift_variant_report
from . import gift_variant_shape
from . import gift_variant_export
from . import gift_recipient_flow
from . import ir_module_module
from . import ir_ui_view
from . import mail_activity
from . import mail_activity_type
from . import mail_mail
from . import mail_thread
from . import gift_platform_message  # extends threads: after them
from . import portal_share
from . import product_pricelist
from . import product_product
from . import product_template
from . import res_company
from . import res_company_winback
from . import res_company_alert
from . import res_company_consent
from . import res_config_settings
from . import res_config_settings_alert
from . import res_partner
from . import res_partner_consent
from . import res_partner_finder
from . import res_partner_import
from . import gift_platform_identity  # extends contacts and finder: after them
from . import res_users
from . import res_users_deputy
from . import sale_order
from . import sale_order_heat
from . import sale_order_line
from . import sale_report
from . import sms_sms
from . import stock_move
from . import stock_picking
from . import stock_picking_packing
from . import stock_warehouse

# what claims add to models above
from . import gift_claim_lead
from . import gift_claim_order
from . import gift_claim_partner
from . import gift_claim_pool
from . import gift_claim_settings
from . import gift_claim_touchpoint

# what follows from claims: rights, mask, policy, disputes, transfers
from . import crm_activity_report
from . import gift_claim_dispute
from . import gift_claim_dispute_reason
from . import gift_claim_lead_seller
from . import gift_claim_policy
from . import gift_claim_link  # after the policy that it asks
from . import gift_claim_report
from . import gift_claim_rights
from . import gift_claim_transfer
from . import gift_customer_mask
from . import gift_finder_mask
from . import gift_partner_dispute
from . import gift_reassign
from . import gift_reassign_line
from . import gift_rights_settings
from . import gift_touchpoint_mask
from . import gift_occasion
from . import gift_wrapping
from . import gift_requirement
from . import gift_requirement_ack
from . import gift_requirement_customer
from . import gift_requirement_lead
from . import gift_requirement_line
from . import gift_requirement_line_days
from . import gift_requirement_line_screen
from . import gift_requirement_move
from . import gift_requirement_order
from . import gift_requirement_order_days
from . import gift_requirement_order_screen
from . import gift_requirement_picking
from . import gift_requirement_preset
from . import gift_requirement_revision
from . import gift_requirement_rule
from . import gift_requirement_said

# proofs of wishes: after the wishes they extend
from . import gift_link_sent
from . import gift_proof
from . import gift_proof_content
from . import gift_proof_requirement
from . import gift_proof_settings

# last prices, and what they add to models above
from . import gift_price_row
from . import gift_price
from . import gift_price_told
from . import gift_price_quoted
from . import gift_price_overlap
from . import gift_price_reason
from . import gift_price_card
from . import gift_price_line
from . import gift_price_merge
from . import gift_price_order
from . import gift_price_confirmed
from . import gift_price_settings
from . import gift_courier
from . import gift_waybill_layout
from . import gift_waybill_values
from . import gift_waybill
from . import gift_export_waybill
from . import gift_transit_time
from . import gift_tracking_file
from . import gift_tracking_line
from . import gift_last_ship
from . import gift_finder_tracking
from . import gift_customer_card_tracking
from . import res_company_courier
from . import res_config_settings_courier
from . import res_partner_transit
from . import sale_order_last_ship
from . import sale_order_parcels
from . import stock_picking_arrival
from . import stock_picking_last_ship

# samples: their own models, then what they add to models above
from . import gift_sample
from . import gift_sample_cost
from . import gift_sample_feedback
from . import gift_sample_line
from . import gift_sample_quota
from . import gift_sample_report
from . import crm_lead_sample
from . import gift_customer_sample
from . import gift_home_sample
from . import gift_sale_fact_sample
from . import gift_tier_sample
from . import res_company_sample
from . import sale_order_sample
from . import stock_move_sample
from . import stock_picking_sample
from . import stock_warehouse_sample
