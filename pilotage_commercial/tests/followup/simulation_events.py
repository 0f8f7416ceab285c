"""The events of a sales department: each one happens in Odoo and is reported to the oracle."""

from datetime import timedelta

from ..common_followup import FollowupCase
from .simulation_oracle import Action, Meeting, Opportunity, Quotation, day_of


class SimulationCase(FollowupCase):
    def _pick(self, items):
        return self.chance.choice(items) if items else None

    def _pick_quotation(self, deal, *states):
        return self._pick([q for q in deal.quotations if q.state in states])

    def _as_robot(self, record):
        return record.with_user(self.robot)

    def _note(self, deal, now):
        deal.lead.message_post(body="x", message_type="comment", subtype_xmlid="mail.mt_note")
        deal.touch(now)

    def _mail_customer(self, deal, now):
        deal.lead.message_post(
            body="x",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=self.customer.ids,
        )
        deal.touch(now)

    def _customer_writes(self, deal, now):
        known = self.chance.random() < 0.7
        deal.lead.sudo().message_post(
            body="x",
            message_type="email",
            subtype_xmlid="mail.mt_comment",
            author_id=self.customer.id if known else False,
            email_from="girard@example.com",
        )
        deal.answers.append(now)
        deal.touch(now)

    def _customer_is_away(self, deal, now):
        deal.lead.sudo().message_post(
            body="x", message_type="out_of_office", author_id=self.customer.id
        )

    def _robot_notes(self, deal, now):
        self._as_robot(deal.lead).message_post(
            body="x", message_type="comment", subtype_xmlid="mail.mt_note"
        )

    def _robot_changes(self, deal, now):
        if deal.state == "open":
            self._as_robot(deal.lead).write(self._get_changes(deal))

    def _person_changes(self, deal, now):
        if deal.state == "open":
            deal.lead.write(self._get_changes(deal))
            deal.touch(now)

    def _get_changes(self, deal):
        if self.chance.random() < 0.5:
            return {"expected_revenue": deal.lead.expected_revenue + 10}
        stages = self.stages - deal.lead.stage_id
        return {"stage_id": self._pick(list(stages)).id}

    def _person_edits_the_rest(self, deal, now):
        deal.lead.write({"phone": f"+33 4 72 {self.chance.randint(10, 99)} 00 00"})

    def _plan(self, deal, now):
        self._plan_on(deal, deal.lead, now, self.chance.randint(-1, 12))

    def _robot_plans(self, deal, now):
        self._plan_on(deal, self._as_robot(deal.lead), now, self.chance.randint(0, 5))

    def _plan_on_quotation(self, deal, now):
        quotation = self._pick_quotation(deal, "draft", "sent")
        if quotation:
            self._plan_on(quotation, quotation.order, now, self.chance.randint(0, 9))

    def _plan_on(self, target, record, now, days):
        deadline = day_of(now) + timedelta(days=days)
        target.actions.append(Action(self._activity(record, deadline), deadline))

    def _pick_action(self, deal):
        """Return a record with an open activity, and one of its activities."""
        targets = [item for item in [deal, *deal.quotations] if item.actions]
        target = self._pick(targets)
        return (target, self._pick(target.actions)) if target else (None, None)

    def _do(self, deal, now):
        target, action = self._pick_action(deal)
        if action:
            action.activity.with_user(self.sales).action_feedback("done")
            target.actions.remove(action)
            deal.touch(now)

    def _robot_does(self, deal, now):
        target, action = self._pick_action(deal)
        if action:
            self._as_robot(action.activity).action_feedback("done")
            target.actions.remove(action)

    def _delete(self, deal, now):
        target, action = self._pick_action(deal)
        if action:
            action.activity.unlink()
            target.actions.remove(action)
            if action.is_followup and target is deal:
                deal.deleted = now

    def _postpone(self, deal, now):
        _target, action = self._pick_action(deal)
        if action:
            action.deadline = day_of(now) + timedelta(days=self.chance.randint(0, 9))
            action.activity.date_deadline = action.deadline

    def _meet(self, deal, now):
        start = now + timedelta(days=self.chance.randint(0, 8), hours=self.chance.randint(1, 3))
        event = self._meeting(deal.lead, start)
        deal.meetings.append(Meeting(event, start + timedelta(hours=1)))

    def _cancel_meeting(self, deal, now):
        meeting = self._pick(deal.meetings)
        if meeting:
            meeting.event.active = False
            deal.meetings.remove(meeting)

    def _win(self, deal, now):
        if deal.state == "open" and deal.kind == "opportunity":
            deal.lead.action_set_won()
            deal.state = "won"
            deal.touch(now)

    def _lose(self, deal, now):
        if deal.state == "open" and deal.kind == "opportunity":
            deal.lead.action_set_lost()
            deal.state = "lost"
            deal.touch(now)

    def _reopen(self, deal, now):
        if deal.state == "lost":
            deal.lead.action_restore()
        elif deal.state == "won":
            deal.lead.stage_id = self.stages[0]
        else:
            return
        deal.state = "open"
        deal.touch(now)

    def _create_order(self, now, validity, **values):
        order = (
            self.env["sale.order"]
            .with_context(mail_create_nolog=True)
            .create(
                {
                    "partner_id": self.customer.id,
                    "company_id": self.company.id,
                    "validity_date": day_of(now) + timedelta(days=validity),
                    "order_line": [(0, 0, {"product_id": self.product.id, "price_unit": 500})],
                    **values,
                }
            )
        )
        return order.with_context(mail_create_nolog=False)

    def _quote(self, deal, now):
        if deal.state != "open" or deal.kind != "opportunity":
            return
        validity = self.chance.choice([8, 12, 30, 60])
        order = self._create_order(now, validity, opportunity_id=deal.lead.id)
        valid_until = day_of(now) + timedelta(days=validity)
        quotation = Quotation(order, deal, valid_until=valid_until)
        deal.quotations.append(quotation)
        deal.touch(now)  # it is being prepared
        self._flush_tracking()  # sending is another transaction than drafting
        if self.chance.random() < 0.8:
            self._send(deal, now)

    def _send(self, deal, now):
        quotation = self._pick_quotation(deal, "draft")
        if quotation:
            quotation.order.action_quotation_sent()
            quotation.state, quotation.sent_at = "sent", now
            deal.touch(now)

    def _answer_quotation(self, deal, now):
        quotation = self._pick_quotation(deal, "draft", "sent")
        if quotation:
            quotation.order.sudo().message_post(
                body="x",
                message_type="email",
                subtype_xmlid="mail.mt_comment",
                author_id=self.customer.id,
            )
            deal.answers.append(now)
            deal.touch(now)

    def _refuse_quotation(self, deal, now):
        quotation = self._pick_quotation(deal, "sent")
        if quotation:
            quotation.order._action_cancel()
            quotation.state = "cancel"
            deal.touch(now)

    def _confirm_quotation(self, deal, now):
        quotation = self._pick_quotation(deal, "sent")
        if quotation and deal.state == "open":
            quotation.order.action_confirm()
            quotation.state, deal.state, quotation.signed_at = "sale", "won", now
            deal.touch(now)

    def _supplier_writes(self, deal, now):
        deal.lead.sudo().message_post(
            body="x",
            message_type="email",
            subtype_xmlid="mail.mt_comment",
            author_id=self.supplier.id,
        )

    def _revise(self, deal, now):
        quotation = self._pick_quotation(deal, "sent")
        if quotation and deal.state == "open" and not quotation.is_superseded:
            quotation.order.order_line.price_unit += 7
            quotation.sent_at, quotation.step = now, 0
            deal.touch(now)  # the amount of the deal changes with it

    def _send_again(self, deal, now):
        quotation = self._pick_quotation(deal, "sent")
        if quotation:
            quotation.order.with_context(mark_so_as_sent=True).message_post(
                body="x",
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
                partner_ids=self.customer.ids,
            )
            quotation.sent_at, quotation.step = now, 0
            deal.touch(now)

    def _decline_meeting(self, deal, now):
        meeting = self._pick([item for item in deal.meetings if item.stop > now])
        if meeting:
            meeting.event.partner_ids |= self.customer
            guests = meeting.event.attendee_ids
            guests.filtered(lambda x: x.partner_id == self.customer).state = "declined"
            deal.meetings.remove(meeting)

    def _hand_over(self, deal, now):
        deal.lead.user_id = self.chance.choice([self.sales, *self.second.filtered("active")])
        deal.touch(now) if deal.owner != deal.lead.user_id else None
        deal.owner = deal.lead.user_id

    def _leave(self, deal, now):
        """A colleague leaves: the deals remain assigned to them, their follow-ups go to others."""
        self.second.sudo().active = False

    def _come_back(self, deal, now):
        self.second.sudo().active = True

    def _quote_apart(self, deal, now):
        """Create a quotation, sometimes signed at once, without a link to its deal."""
        order = self._create_order(now, validity=30)
        apart = Opportunity(None, now, kind="none")
        quotation = Quotation(order, apart, valid_until=day_of(now) + timedelta(days=30))
        apart.quotations.append(quotation)
        self._flush_tracking()
        order.action_quotation_sent()
        quotation.state, quotation.sent_at = "sent", now
        if self.chance.random() < 0.2:
            self._flush_tracking()
            order.action_confirm()
            quotation.state, quotation.signed_at = "sale", now
        self.apart.append(apart)

    def _link(self, deal, now):
        """Link to its deal a quotation that was sent or signed without one."""
        if deal.state != "open" or deal.kind != "opportunity" or not self.apart:
            return
        apart = self._pick(self.apart)
        self.apart.remove(apart)
        [quotation] = apart.quotations
        lead = deal.lead
        before = (lead.stage_id, lead.expected_revenue, lead.won_status)
        quotation.order.opportunity_id = lead
        quotation.lead = deal
        deal.quotations.append(quotation)
        # Touches of the quotation are touches of the deal.
        deal.touch(max(filter(None, [deal.touched, quotation.sent_at])))
        if before != (lead.stage_id, lead.expected_revenue, lead.won_status):
            deal.touch(now)
        if quotation.state == "sale":
            deal.state = "won"

    EVENTS = {
        _note: 3, _mail_customer: 4, _customer_writes: 3, _customer_is_away: 1, _robot_notes: 4,
        _robot_changes: 4, _person_changes: 3, _person_edits_the_rest: 2, _plan: 8,
        _robot_plans: 2, _plan_on_quotation: 3, _do: 22, _robot_does: 3, _delete: 8,
        _postpone: 5, _meet: 4, _cancel_meeting: 3, _win: 1, _lose: 3, _reopen: 8, _quote: 14,
        _send: 3, _answer_quotation: 3, _refuse_quotation: 2, _confirm_quotation: 2,
        _supplier_writes: 1, _revise: 2, _send_again: 1, _decline_meeting: 2, _hand_over: 4,
        _leave: 1, _come_back: 1, _quote_apart: 3, _link: 3,
    }  # fmt: skip
