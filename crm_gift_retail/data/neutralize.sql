-- a copy of a database sends nothing of ours until its own manager releases it
DELETE FROM ir_config_parameter
 WHERE key IN ('crm_gift_retail.outbox_released', 'crm_gift_retail.health_token');
UPDATE mail_mail
   SET state = 'gift_held'
 WHERE gift_is_outbox IS TRUE AND state = 'outgoing';
UPDATE sms_sms
   SET state = 'gift_held'
 WHERE gift_is_outbox IS TRUE AND state = 'outgoing';
UPDATE gift_alert SET state = 'held' WHERE state = 'waiting';
UPDATE res_company SET gift_alert_webhook_url = NULL, gift_alert_webhook_secret = NULL;
