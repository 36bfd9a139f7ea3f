# Standing orders, pauses, closed days.
standing-title = Standing orders
standing-usual-name = Standing order
standing-active = Running
standing-off = Stopped
standing-new = New standing order
standing-new-for = Standing order for { $name }
standing-empty = There are no standing orders yet.
standing-empty-off = None is stopped.
standing-none-found = Nobody of that name has a standing order.
standing-find = Customer or name
standing-search = Search
standing-show-week = Week
standing-show-calendar = Calendar
standing-show-pauses = Pauses
standing-show-closed = Closed days
standing-run = Make what is due now
standing-customer = Customer
standing-rhythm = When
standing-next = Next deliveries
standing-state = State
standing-state-off = stopped
standing-state-failed = could not be made
standing-state-paused = paused
standing-state-paused-until = paused until { $day }
standing-state-ended = ended
standing-state-from = from { $day }
standing-rhythm-daily = every day
standing-rhythm-weekly = { $days }
standing-rhythm-biweekly = every other week: { $days }
standing-rhythm-last-day = the last day of each month
standing-rhythm-month-day = day { $day } of each month
standing-rhythm-month-nth = { $nth ->
    [1] the first { $weekday } of each month
    [2] the second { $weekday } of each month
    [3] the third { $weekday } of each month
    [4] the fourth { $weekday } of each month
   *[other] the last { $weekday } of each month
}
standing-missed-title = Deliveries that were missed
standing-missed-note = Nothing is made without asking.
standing-missed-make = Make it now
standing-missed-make-hint = It goes out today, or on its own day if that is still to come.
standing-missed-drop = Let it go
standing-missed-drop-past = Let all past ones go
standing-missed-owner = After the cut-off only the owner can have them made.
standing-missed-reason = Reason
standing-missed-date = It was for { $day }
standing-missed-why-off = The program was not running: it noticed on { $found }.
standing-missed-why-frozen = That day was closed on { $closed } without this standing order: it was noticed on { $found }.
standing-missed-why-cutoff = It was noticed on { $found }, when the cut-off had passed.
standing-missed-made = Done: order { $number }.
standing-missed-dropped = Let go. It will not be made.
standing-missed-all-dropped = { $count ->
    [one] One delivery let go.
   *[other] { $count } deliveries let go.
}
standing-missed-gone = That delivery no longer waits for a decision.
standing-missed-has-order = There is an order for that delivery already: { $number }.
standing-missed-wait-again = Waiting for a decision again.
standing-day-closed = { $day } is closed already.
standing-failed-title = Could not be made
standing-failed-inside = Something in the program failed.
standing-job-made = { $count ->
    [0] Nothing to do: all standing orders are made.
    [one] One order made.
   *[other] { $count } orders made.
}
standing-job-missed = { $count ->
    [one] One missed delivery waits for a decision.
   *[other] { $count } missed deliveries wait for a decision.
}
standing-job-failed = { $count ->
    [one] One could not be made: { $names }.
   *[other] { $count } could not be made: { $names }.
}
standing-did-make = { $count ->
    [one] Order made: { $numbers }.
   *[other] { $count } orders made: { $numbers }.
}
standing-did-change = { $count ->
    [one] Order changed: { $numbers }.
   *[other] { $count } orders changed: { $numbers }.
}
standing-did-cancel = { $count ->
    [one] Order cancelled: { $numbers }.
   *[other] { $count } orders cancelled: { $numbers }.
}
standing-left-frozen = Not touched: { $number } for { $day } is already in the bakehouse.
standing-left-frozen-day = { $day } is already in the bakehouse: decide whether to make it.
standing-left-by-hand = Not touched: { $number } for { $day } was changed by hand.
standing-left-by-hand-day = { $day } was changed by hand.
standing-left-called-off = Not touched: { $number } for { $day } was cancelled by hand.
standing-left-called-off-day = { $day } was cancelled by hand.
standing-left-refused = Not touched: { $number } for { $day }. { $reason }
standing-left-refused-day = The one for { $day } was not made: { $reason }
standing-left-more = { $count ->
    [one] And one more not touched.
   *[other] And { $count } more not touched.
}
standing-left-others = { $count ->
    [one] Another order for that day still stands.
   *[other] { $count } other orders for that day still stand.
}
standing-because-edited = Change of the standing order
standing-because-undone = Change of the standing order undone
standing-because-stopped = Standing order stopped
standing-because-skipped = Standing order: not this time
standing-because-moved = Standing order: delivery moved
standing-because-changed = Standing order: change of that day
standing-because-paused = The customer paused
standing-because-resumed = End of the pause
standing-because-closed = Bakery closed
standing-because-reopened = The bakery opens that day
standing-past = That day has passed.
standing-outside = That day lies outside the standing order.
standing-no-date = There is no delivery that day.
standing-not-their-point = That delivery point is not this customer’s.
standing-no-lines = Enter at least one quantity.
standing-too-many-lines = At most { $most } items.
standing-product-twice = That item is in another line already.
standing-no-item = There is no such item.
standing-which-item = Which item? Choose one from the list.
standing-not-sold = { $name } is no longer sold.
standing-wrong-unit = { $name } is not measured in that.
standing-negative = It cannot be less than zero.
standing-whole-pieces = Whole pieces, please.
standing-too-many = That is too many.
standing-end-before-start = The end comes before the beginning.
standing-no-shipping = A standing order is delivered or collected.
standing-customer-inactive = That customer is no longer active.
standing-customer-fixed = A standing order does not change its customer.
standing-active-already = It is running already.
standing-inactive-already = It is stopped already.
standing-move-distance = At most { $most } days away, and not the same day.
standing-closed-on = The bakery is closed on { $day }: { $name }.
standing-closed-weekday-on = { $day } is a weekday on which the bakery does not open.
standing-paused-on = The customer is paused on { $day }.
standing-not-paused = The customer is not paused on that day.
standing-month-rule = Say the day of the month, or the week and the weekday.
standing-month-both = Say the day of the month or the weekday, not both.
standing-delivery-day = “{ $text }” is no weekday: Monday, Tuesday … or a number from 1 to 7.
standing-quantities-day = “{ $text }” is no day: they go from monday to sunday.
standing-each = Each delivery
standing-item = Item
standing-unit = Unit
standing-add-item = Add an item
standing-cell = { $item }, { $day }
standing-grid = Quantities by weekday
standing-grid-hint = Arrows and Enter move between cells; you can paste from a spreadsheet.
standing-from = From when
standing-from-hint = What lies before stays as it is.
standing-later-change = Another change is planned from { $day }. Saving an earlier one replaces it.
standing-name = Name
standing-frequency = Rhythm
standing-frequency-daily = Every day
standing-frequency-weekly = Every week
standing-frequency-biweekly = Every other week
standing-frequency-monthly = Every month
standing-month-day = Day of the month
standing-month-day-hint = 31 is the last.
standing-month-nth = Or
standing-month-weekday = Weekday
standing-nth-1 = the first
standing-nth-2 = the second
standing-nth-3 = the third
standing-nth-4 = the fourth
standing-nth-5 = the last
standing-start = Starts
standing-end = Ends
standing-point = Delivery point
standing-method = How
standing-method-delivery = Delivery
standing-method-pickup = Collection
standing-time = Time
standing-notes = Notes for the driver
standing-more = Rhythm, delivery and end
standing-created = Standing order of { $name } saved.
standing-saved = Saved from { $day }.
standing-succeeded = Saved: the old one ends and this one starts on { $day }.
standing-choose = For which customer?
standing-choose-none = Nobody like that is found.
standing-stop = Stop
standing-start-again = Start again
standing-stopped = Stopped.
standing-started = Running again.
standing-pause = Pause
standing-ahead = Next dates
standing-ahead-none = There is no date within a year.
standing-ahead-frozen = in the bakehouse
standing-ahead-moved = delivered on { $day }
standing-ahead-changed = this time only
standing-ahead-missed = waits for a decision
standing-ahead-dropped = will not be made
standing-why-inactive = stopped
standing-why-skipped = not this time
standing-why-paused = paused
standing-why-closed = closed
standing-why-nothing = no quantities
standing-cancelled = cancelled
standing-skip = Skip
standing-skip-date = Skip { $day }
standing-restore = As usual
standing-day-title = Only { $day }
standing-day-note = The standing order stays as it is: next week as usual.
standing-day-save = Save this day
standing-day-move = Deliver on another day
standing-day-move-to = Which day
standing-day-move-save = Move
standing-day-reason = Reason
standing-day-another = Another day
standing-day-go = Show that day
standing-day-changed = Changed { $day } only.
standing-day-moved = The delivery of { $day } goes to { $to }.
standing-day-skipped = Skipped { $day }.
standing-day-restored = { $day } is as usual.
standing-history = History
standing-pauses-title = Pauses
standing-pauses-note = Customers’ holidays and closures: while they last, nothing of their standing orders is made.
standing-pauses-empty = Nobody is paused.
standing-pause-who = Who
standing-pause-from = From
standing-pause-until = Until
standing-pause-until-hint = The last day. Empty: until they say.
standing-pause-open = until they say
standing-pause-reason = Reason
standing-pause-add = Pause
standing-pause-end = Back today
standing-pause-remove = Remove
standing-pause-removed = Pause removed.
standing-pause-choose = Find the customer
standing-paused = { $name } paused from { $from }.
standing-paused-until = { $name } paused from { $from } to { $until }.
standing-resumed = Delivered again from { $day }.
standing-closed-title = Closed days
standing-closed-note = On these days nobody’s standing orders go out.
standing-closed-empty = No closed day lies ahead.
standing-closed-day = Day
standing-closed-name = Why
standing-closed-name-hint = Christmas, local feast, holidays …
standing-closed-add = Close that day
standing-closed-remove = Open
standing-day-closed-now = Closed on { $day }.
standing-day-open-again = Open again on { $day }.
standing-totals-title = Standing orders, { $from } – { $to }
standing-totals-note = What is made and what is still to be made, of all customers.
standing-totals-empty = There are no standing orders that week.
standing-total = Total
standing-calendar-title = Calendar of standing orders
standing-cal-closed = Closed: { $name }
standing-cal-made = { $count ->
    [one] one order made
   *[other] { $count } orders made
}
standing-cal-to-come = { $count ->
    [one] one to come
   *[other] { $count } to come
}
standing-cal-paused = { $count ->
    [one] one paused
   *[other] { $count } paused
}
standing-cal-skipped = { $count ->
    [one] one skipped
   *[other] { $count } skipped
}
standing-cal-prevented = { $count ->
    [one] one not made
   *[other] { $count } not made
}
standing-week-title = { $name }’s week
standing-week-empty = { $name } has no standing order.
standing-week-saved = Week saved from { $day }.
standing-change-undone = Undone: the standing order is as it was before.
standing-take-back = Undo the last change
standing-nothing-to-undo = There is no change to undo.
standing-week-same = There was nothing to change.
standing-from-order = Repeat this order
standing-from-order-lead = { $number } of { $name }: on which days?
standing-from-order-days = Days
standing-from-order-none = Choose at least one day.
standing-from-order-goods = What is repeated
standing-from-order-save = Make it standing
standing-from-order-free = Lines without an item are not repeated.
standing-unit-unit = unit
standing-unit-dozen = dozen
job-standing-orders = Standing orders
job-standing-orders-about = Makes the standing orders of the days ahead; those that were missed wait for a decision.
standing-too-far = Four weeks ahead at most.
did-succeeded = Ended: another goes on
did-edit-undone = Change undone
did-activated = Started
did-deactivated = Stopped
did-date-skipped = A day skipped
did-date-changed = A day changed
did-date-moved = A day moved
did-date-restored = A day as usual
did-failed = Could not be made
did-missed-made = Missed delivery made
did-missed-dropped = Missed delivery let go
did-standing-paused = Standing orders paused
did-standing-resumed = End of the pause
did-generated = Made of a standing order
did-missed-waits = Waits for a decision again
standing-order-field-day = Day
standing-order-field-moved-to = Goes to
standing-order-field-from = From
standing-order-field-end-date = Ends
standing-order-field-delivery-time = Time
standing-order-field-recurring-name = Name
job-round-cutoff = Cut-off of a round
job-round-cutoff-about = At the cut-off of each round it makes the standing orders of that day that are missing; the day stays open.
standing-has-variants = { $name } comes in variants: choose one of them.
standing-pause-runs-on = The pause runs on as before.
standing-not-ended = The pause lasts until then already.
