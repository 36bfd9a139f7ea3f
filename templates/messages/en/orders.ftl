# Orders: what is refused and why.
orders-not-taken = Orders are not taken now: it is switched off in Settings.
orders-customer-required = Whose order is it?
orders-date-required = For which day?
orders-not-their-point = That delivery point is not this customer's.
orders-no-lines = The order is empty: add at least one line.
orders-too-many-lines = At most { $most } lines in an order.
orders-too-small = The smallest order is €{ $least }.
orders-too-large = The largest order is €{ $most }.
orders-no-item = There is no such item.
orders-not-sold = { $name } is no longer sold.
orders-wrong-unit = { $name } is not sold in that unit.
orders-no-price = { $name } has no price on this list: say one by hand.
orders-free-line-price = A free line needs a price.
orders-negative-price = It cannot be less than zero.
orders-quantity-positive = How much? More than zero.
orders-quantity = A quantity such as 12, 2.5 kg or 3 dozen.
orders-whole-pieces = Pieces are whole.
orders-too-many = That is too much for one line.
orders-discount-most = Discounts go from 0 to { $most }%.
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
orders-late = The cut-off for { $day } has passed. The first possible day is { $next }.
orders-late-no-next = The cut-off for { $day } has passed.
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
