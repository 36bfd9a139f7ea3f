invoices-title = Invoices
invoices-one = Invoice { $number }
invoices-of = of { $name }
invoices-figures = Figures
invoices-outstanding = Outstanding
invoices-overdue = Overdue
invoices-days-to-payment = Days to payment
invoices-no-figure = –
invoices-more-figures = By age and by week
invoices-ageing = By age
invoices-age-not-due = Not due yet
invoices-age-30 = 1 to 30 days
invoices-age-60 = 31 to 60 days
invoices-age-90 = 61 to 90 days
invoices-age-more = Over 90 days
invoices-expected = Expected cash
invoices-week-of = Week of { $day }
invoices-week-later = From { $day } on
invoices-filters = Which invoices
invoices-show-all = All
invoices-show-open = Open
invoices-show-overdue = Overdue
invoices-show-paid = Paid
invoices-month = Month
invoices-show-month = Show month
invoices-no-filter = Clear
invoices-none = No invoices to show here.
invoices-number = Invoice
invoices-customer = Customer
invoices-date = Date
invoices-due = Due
invoices-state = State
invoices-total = Total
invoices-open = Open
invoices-paid = Paid
invoices-state-issued = issued
invoices-state-sent = sent
invoices-state-paid = paid
invoices-state-overdue = { $days ->
    [one] one day overdue
   *[other] { $days } days overdue
}
invoices-due-link = To be invoiced
invoices-due-title = To be invoiced
invoices-due-lead = delivered and not invoiced as of { $day }
invoices-due-none = Nothing to invoice: what was delivered has its invoice, or its period has not ended.
invoices-due-none-yet = None is due today.
invoices-waiting = Delivered, not invoiced yet
invoices-waiting-note = invoiced by itself on its day
invoices-waiting-until = invoiced on { $day }
invoices-waiting-now = Invoice now…
invoices-due-count = { $count ->
    [one] on one invoice
   *[other] on { $count } invoices
}
invoices-issue-all = { $count ->
    [one] Issue the invoice
   *[other] Issue the { $count } invoices
}
invoices-issue-one = Issue now
invoices-notes = { $count ->
    [one] one delivery note
   *[other] { $count } delivery notes
}
invoices-would-be-due = due { $day }
invoices-mark-late = Needs someone
invoices-mark-soon = Deliveries still open
invoices-mark-calm = In order
invoices-under-way = { $count ->
    [one] One delivery note of these days is still open.
   *[other] { $count } delivery notes of these days are still open.
}
invoices-past-deadline = The deadline has passed: day 15 of the month after the delivery.
invoices-breaks-fresh = With a monthly invoice, fresh food is due almost as it is issued: it is to be paid 30 days after each delivery.
invoices-offer-fortnightly = Change to fortnightly
invoices-bakery-lacks = The bakery lacks its own details: legal name, tax id, street, postcode or town. They are in Settings.
invoices-lacks-name = The name is missing.
invoices-lacks-tax-id = The tax id is missing.
invoices-lacks-street = The street is missing.
invoices-lacks-postcode = The postcode is missing.
invoices-lacks-town = The town is missing.
invoices-surcharge-not-yet = The customer is in the equivalence surcharge scheme, and Hornada cannot make such invoices yet.
invoices-negative = The returns come to more than the deliveries. That needs a rectifying invoice, which Hornada cannot make yet.
invoices-cannot = { $name } cannot be invoiced. { $problems }
invoices-nothing = There is nothing delivered and not invoiced.
invoices-other-payer = The delivery notes are not all of this customer.
invoices-note-taken = A delivery note has an invoice already, or is not delivered.
invoices-two-months = An invoice cannot hold deliveries of two months.
invoices-two-modes = An invoice cannot mix prices with and without tax.
invoices-before-delivery = An invoice cannot be dated before its delivery.
invoices-series-wrong = The invoice series, in Settings, may only hold letters, digits, hyphen, slash and point.
invoices-no-address = The customer has no e-mail address. It can be printed.
invoices-pdf = PDF
invoices-download = Download
invoices-copy = Duplicate
invoices-send-first = Send by e-mail
invoices-send-again = Send again
invoices-sent-again = The invoice is on its way by mail again.
invoices-standing = Payment
invoices-no-payments = Nothing has been paid yet.
invoices-notes-on-it = Delivery notes
invoices-mails = Mails
invoices-no-mails = It has not gone by mail.
invoices-mail-waiting = waiting
invoices-mail-sending = sending
invoices-mail-sent = sent
invoices-mail-failed = failed
invoices-mail-uncertain = uncertain
invoices-mail-cancelled = cancelled
invoices-history = History
invoices-did-issued = Issued
invoices-did-sent-again = Sent again
invoices-did-paid = Paid
invoices-did-partly-paid = Partly paid
invoices-did-payment-reversed = Payment reversed
invoices-did-overdue = Overdue
invoices-did-reminded = Reminder sent
invoices-terms-at-once = On receipt
invoices-terms-fresh = { $days ->
    [one] One day from the first delivery
   *[other] { $days } days from the first delivery
}
invoices-terms-other = { $days ->
    [one] One day from the invoice
   *[other] { $days } days from the invoice
}
invoices-paid-any-way = Cash, card or bank transfer
invoices-line-returned = { $name } (delivered { $delivered }, returned { $returned })
invoices-unit-piece = pc
invoices-unit-dozen = dozen
invoices-unit-pack = pack
invoices-mail-subject = Invoice { $number } from { $bakery }
invoices-net-price = { $price } without VAT
invoices-paid-already = Paid { $how }
invoices-paid-part = { $amount } was paid before { $how }: { $left } is left.
invoices-paid-now = It is paid
invoices-mail-text-paid =
    Dear { $name },

    Please find invoice { $number } for { $total } attached. { $how }: nothing is left to pay.

    Thank you,
    { $bakery }
invoices-mail-text-part =
    Dear { $name },

    Please find invoice { $number } for { $total } attached. You have paid { $paid } already; the remaining { $left } is due on { $due }.

    Thank you,
    { $bakery }
invoices-mail-text =
    Dear { $name },

    Please find invoice { $number } for { $total } attached. It is due on { $due }.

    Thank you,
    { $bakery }
invoices-job-made = { $count ->
    [0] There were no invoices to issue.
    [one] One invoice issued.
   *[other] { $count } invoices issued.
}
invoices-job-refused = { $count ->
    [one] One could not be issued.
   *[other] { $count } could not be issued.
}
job-invoices = Invoices
job-invoices-about = Issues in the morning the invoices of the periods that have ended, and at night those of private customers for what was delivered that day.
job-invoices-when = every day at 06:00 and 23:00
invoices-line-charge = Late cancellation of order { $number }
