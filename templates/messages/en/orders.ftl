# Orders: what is refused and why.
orders-not-taken = Orders are not taken now: it is switched off in Settings.
orders-customer-required = Whose order is it?
orders-date-required = For which day?
orders-not-their-point = That delivery point is not this customer's.
orders-no-lines = The order is empty: add at least one line.
orders-too-many-lines = At most { $most } lines in an order.
orders-too-small = The smallest order is { $least }.
orders-too-large = The largest order is { $most }.
orders-no-item = There is no such item.
orders-not-sold = { $name } is no longer sold.
orders-no-such-line = The order has no such line.
orders-line-other-product = That line is of another item: take it out and add another.
orders-source-standing = Only a standing order comes from there.
orders-paid-or-not = Paid or unpaid: the rest follows from the payments.
orders-no-address = Where does it go? This customer has no address.
orders-quantity-none = How much? To take the line out, tick “Remove”.
orders-wrong-unit = { $name } is not sold in that unit.
orders-no-price = { $name } has no price on this list: say one by hand.
orders-no-price-standing = { $name } has no price for { $day } on the list { $list }: give it one there.
orders-free-line-price = A free line needs a price.
orders-negative-price = It cannot be less than zero.
orders-quantity-positive = How much? More than zero.
orders-quantity = A quantity such as 12, 2.5 kg or 3 dozen.
orders-whole-pieces = Pieces are whole.
orders-too-many = That is too much for one line.
orders-discount-most = Discounts go from 0 to { $most }.
orders-deposit = The deposit goes from zero to the total.
orders-method-off = That way of handing over is switched off in Settings.
orders-past = That day has gone.
orders-too-far = That day is too far ahead.
orders-closed-weekday = The bakery is closed on that weekday.
orders-closed-day = The bakery is closed that day: { $name }.
orders-not-that-weekday = { $name } is not made on that weekday.
orders-lead-time = { $name } needs { $days ->
    [one] a day
   *[other] { $days } days
}: it can be ready on { $day }.
orders-late = The cut-off for { $day } has passed. The first possible day is { $next }. { orders-late-owner }
orders-late-no-next = The cut-off for { $day } has passed. { orders-late-owner }
orders-late-owner = After the cut-off only the owner can let it in, with a reason.
orders-late-reason = It goes in after the cut-off: say why.
orders-day-closed = { $day } is closed: nothing changes any more.
orders-day-not-open = { $day } is no longer open.
orders-day-not-frozen = { $day } is not in the bakehouse's hands.
orders-allergen-stop = { $name } contains { $allergen ->
    [gluten] { allergen-gluten }
    [crustaceans] { allergen-crustaceans }
    [eggs] { allergen-eggs }
    [fish] { allergen-fish }
    [peanuts] { allergen-peanuts }
    [soybeans] { allergen-soybeans }
    [milk] { allergen-milk }
    [nuts] { allergen-nuts }
    [celery] { allergen-celery }
    [mustard] { allergen-mustard }
    [sesame] { allergen-sesame }
    [sulphites] { allergen-sulphites }
    [lupin] { allergen-lupin }
    [molluscs] { allergen-molluscs }
   *[other] { $allergen }
}, which this customer avoids. It is saved only if you confirm it.
orders-no-such-move = It cannot go from “{ $from ->
    [pending] { orders-status-pending }
    [confirmed] { orders-status-confirmed }
    [preparing] { orders-status-preparing }
    [ready] { orders-status-ready }
    [dispatched] { orders-status-dispatched }
    [completed] { orders-status-completed }
    [cancelled] { orders-status-cancelled }
    [refunded] { orders-status-refunded }
   *[other] { $from }
}” to “{ $to ->
    [pending] { orders-status-pending }
    [confirmed] { orders-status-confirmed }
    [preparing] { orders-status-preparing }
    [ready] { orders-status-ready }
    [dispatched] { orders-status-dispatched }
    [completed] { orders-status-completed }
    [cancelled] { orders-status-cancelled }
    [refunded] { orders-status-refunded }
   *[other] { $to }
}”.
orders-customer-unknown = There is no such customer.
orders-cancelled-stays = The order is cancelled: restore it before changing it.
orders-done-stays = The order has left and is not changed any more: what was delivered is corrected on its delivery note.
orders-undo-change = Undo the last change
orders-not-editable = The order is in the bakehouse and can no longer be changed. Take a new order for what is missing.
orders-over-credit = { $name } is over the credit limit. Take a payment or raise the limit.
orders-cancel-reason = Say why it is cancelled.
orders-cancel-late = The cut-off for { $day } has passed: it cannot be cancelled.
orders-not-cancelled = This order is not cancelled.
orders-restore-closed = { $day } is closed: it cannot be brought back.
orders-status-pending = to be confirmed
orders-status-confirmed = confirmed
orders-status-preparing = in the bakehouse
orders-status-ready = ready
orders-status-dispatched = on the van
orders-status-completed = handed over
orders-status-cancelled = cancelled
orders-status-refunded = refunded

# Pages of orders.
orders-new-title = New order
orders-customer = Customer
orders-customer-hint = Name or telephone
orders-customer-several = Which of these?
orders-find = Find the customer
orders-point = Delivery point
orders-new-customer = New customer.
orders-new-customer-hint = Saved with the order. A name is enough.
orders-customer-name = Name
orders-customer-phone = Telephone
orders-customer-email = E-mail
orders-entry = Item and quantity
orders-recent = Ordered lately
orders-entry-placeholder = e.g. 12 croissant
orders-entry-several = Several fit: choose one or type more.
orders-entry-unknown = Nothing is called “{ $text }”.
orders-entry-waits = A line has not been added yet.
orders-free-line = Free line: { $text }
orders-free-name = What it is
orders-lines = What is ordered
orders-quantity-label = Quantity
orders-quantity-of = Quantity of { $name }
orders-item = Item
orders-price = Price
orders-price-of = Price by hand for { $name }
orders-amount = Amount
orders-remove = Remove { $name }
orders-line-more = instructions, discount
orders-line-note = Instructions for { $name }
orders-line-note-hint = sliced, well baked, no salt…
orders-line-discount = discount
orders-discount-of = Discount of { $name }
orders-billing-address = Billing address
orders-business-model = Kind of bakery
orders-model-individual-bakery = individual bakery
orders-model-central-bakery = central bakery
orders-line-tax = Tax of the line
orders-why-list = list { $name }
orders-why-hand = price by hand
orders-why-none = no price
orders-contains = contains { $names }
orders-allergen-warning = { $customer } asked to avoid it and { $product } contains it: saved only if you confirm it.
orders-allergen-confirm = The customer knows and wants it
orders-date = For
orders-time = Time
orders-method = Handed over
orders-move-to = Move it to { $day }
orders-late-note = The cut-off has passed. With a reason it still goes in, and that is kept.
orders-late-reason-label = Why it goes in after the cut-off
orders-was-late = Went in after the cut-off:
orders-more = More
orders-note-of-delivery = Delivery note
orders-source = Came by
orders-type = Kind
orders-by-customer = by customer
orders-priority = Urgency
orders-payment = Paid by
orders-not-said = not said
orders-discount = Discount
orders-shipping = Delivery charge
orders-deposit-label = Deposit
orders-contact = Told by
orders-address = Delivery address
orders-delivery-notes = Notes for the driver
orders-notes-visible = Note for the customer
orders-notes-internal = Internal note
orders-is-paid = Paid already
orders-total = Total
orders-total-discount = Discount of { $rate }
orders-total-shipping = Delivery charge
orders-total-base = Base at { $rate }
orders-total-tax = VAT
orders-credit-left = credit left { $amount }
orders-credit-over = over the credit limit by { $amount }
orders-usual = The usual
orders-repeat-last = repeat the last one
orders-repeat = Repeat
orders-draft-offer = You left an order half done.
orders-saved = Order { $number } saved · { $total }
orders-ticket = Ticket
orders-back = Back to the order
orders-moved = { $number }: { $status }
orders-cancelled = { $number } cancelled
orders-restored = { $number } brought back
orders-undone = Undone at once
orders-save-changes = Save changes
orders-add-line = Add
orders-notes = Notes
orders-note = Note
orders-note-new = New note
orders-note-show = The customer may see it
orders-note-internal = internal
orders-note-visible = the customer sees it
orders-handed-over = handed over: { $quantity }
orders-due = Due
orders-restore = Bring back
orders-cancel = Cancel the order
orders-cancel-why = Why it is cancelled
orders-needed = Needed.
orders-refund = Mark as given back
orders-refund-why = Why it is given back
orders-refund-lead = What was delivered is no longer owed and is not invoiced. Money already taken is not paid back by this.
orders-refund-invoiced = It is on an invoice already, which stays as it is.
orders-no-reason = No reason given
orders-refund-reason = Say why it is given back.
orders-refunded = Order { $number } given back.
orders-step-undone = step undone
orders-no-step-back = That step is not undone any more: only by who took it, within ten minutes and while nothing else has happened.
orders-same-day = This customer already has order { $number } for that day ({ $status }).
orders-same-day-add = Open that one to add to it
orders-same-day-see = See it
orders-waits = It waits for somebody to confirm it.
orders-waits-business = Orders of businesses are confirmed by somebody, as set in Settings.
orders-waits-retail = Orders of the shop are confirmed by somebody, as set in Settings.
orders-waits-credit = With this order the customer is over the credit limit.
orders-waits-suspended = The customer's credit is suspended.
orders-cancel-charge = Charge for cancelling late
orders-cancel-charged-note = The cut-off has passed: it is charged all the same, { $amount }.
orders-cancel-refused-note = The cut-off has passed: it cannot be cancelled.
orders-history = History
orders-history-created = Taken: { $status }
orders-history-status = Now: { $status }
orders-history-confirmed = Confirmed
orders-history-generated = Made by its standing order
orders-history-status-changed = Payment changed
orders-history-processing-started = In the bakehouse
orders-history-packed = Ready
orders-history-shipped = On the van
orders-history-delivered = Handed over
orders-history-cancelled = Cancelled
orders-history-refunded = Refunded
orders-history-edited = Changed
orders-history-note-added = Note added
orders-history-payment-received = Payment
orders-history-payment-failed = Payment failed
orders-history-return-requested = Return asked for
orders-history-returned = Returned to the bakery
orders-history-told = customer told
orders-history-not-told = customer not told
orders-line-unit-price = price
orders-line-discount-percentage = discount
orders-line-custom-instructions = instructions
orders-history-assigned = Assigned
orders-history-inventory-reserved = Goods reserved
orders-history-inventory-released = Goods released
orders-field-total-amount = Total
orders-field-requested-date = Day
orders-field-requested-time = Time
orders-field-delivery-method = Handed over
orders-field-delivery-address = Address
orders-field-delivery-notes = Notes for the driver
orders-field-notes = Note for the customer
orders-field-internal-notes = Internal note
orders-field-discount-percentage = Discount
orders-field-shipping-charge = Delivery charge
orders-field-payment-method = Paid by
orders-field-payment-status = Payment
orders-field-priority = Urgency
orders-field-note = Note
orders-field-cancellation-charge = Charge for cancelling late
orders-field-allergen-override = The customer knows and wants it, although it contains what they avoid
orders-do-confirmed = Confirm
orders-do-ready = Ready
orders-do-completed = Handed over
orders-method-pickup = pickup
orders-method-delivery = delivery round
orders-method-shipping = shipping
orders-type-retail = shop
orders-type-wholesale = wholesale
orders-type-custom = special order
orders-type-standing = standing
orders-source-phone = telephone
orders-source-in-store = counter
orders-source-online = internet
orders-source-email = e-mail
orders-source-auto-recurring = standing order
orders-priority-standard = normal
orders-priority-rush = urgent
orders-priority-scheduled = scheduled
orders-payment-cash = cash
orders-payment-card = card
orders-payment-transfer = transfer
orders-payment-direct-debit = direct debit
orders-payment-credit = on account
orders-paid-unpaid = unpaid
orders-paid-paid = paid
orders-paid-partial = partly paid
orders-paid-overdue = overdue
orders-contact-email = e-mail
orders-contact-phone = telephone
orders-contact-whatsapp = WhatsApp
orders-filter-fold = { $count ->
    [0] Filter
   *[other] Filter ({ $count })
}
orders-week = The next seven days
orders-count = { $count ->
    [0] nothing yet
    [one] one order
   *[other] { $count } orders
}
orders-filters = Filters
orders-filter = Filter
orders-filter-wrong = The list leaves out what cannot be understood.
orders-filter-all = All
orders-filter-unpaid = unpaid
orders-filter-text = Number or customer
orders-filter-none = Remove filters
orders-from = From
orders-until = Until
orders-state = State
orders-any = any
orders-route = Round
orders-sort = Sorted
orders-sort-usual = as usual
orders-sort-up = nearest first
orders-sort-down = latest first
orders-none = There are no orders from today on.
orders-none-fit = No order fits these filters.
orders-first = From the start
search-hint = Search for an order by its number, a customer by name or telephone, an item or a page.
search-nothing = Nothing with “{ $text }”.
search-new-customer = New customer
search-order = order
search-customer = customer
search-item = item
search-place = go to
orders-standing = Standing order
orders-overtaken = { $name } changed this order ({ $at }) while you were typing.
orders-overtaken-yours = What you typed is still here, not saved: if you save it, yours stays.
orders-overtaken-theirs = Leave it as it is now
orders-now-quantity = Now stored: { $value }.
orders-now-price = Now at € { $value }.
orders-sort-taken-down = newest order first
orders-sort-taken-up = oldest order first
orders-sort-total-down = largest amount first
orders-sort-total-up = smallest amount first
orders-sort-customer-up = customer, A to Z
orders-sort-customer-down = customer, Z to A
orders-search-much = More than { $count } customers fit: type more of the name.
orders-sort-much = Too many to sort like this: choose at most { $days } days, a customer, or a state on its way (“to be confirmed” to “on the van”).
orders-sort-month = Sort only this month
orders-views = My views
orders-view-keep = Keep this view
orders-view-name = Name of the view
orders-view-kept = View “{ $name }” kept
orders-view-remove = Delete the view “{ $name }”
orders-view-removed = View deleted
orders-view-restored = The view is back
orders-view-taken = You already have a view of that name.
orders-view-most = There is room for { $most } views: delete one you no longer use.
orders-view-empty = Filter something before you keep the view.
orders-pictures = Pictures
orders-picture = Picture of the order
orders-picture-file = Picture of how they want it
orders-picture-put = Add picture
orders-picture-restored = The picture is back
orders-picture-most = There is room for { $most } pictures: remove one.
orders-history-picture-added = Picture added
orders-history-picture-removed = Picture removed
orders-filter-more = More filters
orders-week-grid = Week
orders-calendar = Calendar
orders-cost = Cost
orders-cost-unknown = not all of it is known
orders-margin = Margin
orders-line-margin = costs { $cost }, leaves { $margin }
orders-charge-taken = The charge for cancelling late is on an invoice already.
orders-field-cancellation-invoice = Invoice of the charge
orders-charge-invoice = Charge invoiced
orders-change-undone = Change undone
orders-nothing-to-undo = There is no change to undo.
orders-left = { $amount } left
orders-left-short = only { $amount } left
orders-customer-retired = { $name } is retired: put them back in use before taking an order.
orders-has-variants = { $name } comes in variants: choose one ({ $variants }).
orders-tomorrow-closed = Tomorrow, { $weekday }, is closed.
orders-tomorrow-cut-off = Tomorrow, { $weekday }, was cut off at { $time }.
orders-tomorrow-shut = Tomorrow, { $weekday }, is in the bakehouse already.
orders-same-day-join = Add these lines to { $number }
orders-joined-lead = The marked lines come from the new order: they are added when the changes are saved.
orders-joined-line = is added
orders-joined-left = This order keeps what it has; of the new one this does not come along: { $what }.
orders-joined-back = Back to the new order
orders-nothing-changed = There was nothing to change.
orders-draft-discarded = Unfinished order discarded.
