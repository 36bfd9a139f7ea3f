# Stock.
stock-title = Stock
stock-worth = worth { $value }
stock-location = Bakehouse
stock-item = Item
stock-on-hand = On hand
stock-expiry = Best before
stock-average = Average cost
stock-value = Value
stock-search = Find an item or code
stock-filter = What is shown
stock-show-all = Everything
stock-show-bought = Ingredients and goods bought
stock-show-made = What we make
stock-show-low = Running low
stock-show-held = What there is
stock-show-retired = Retired, still in stock
stock-show-everything = Show all stock
stock-none-found = There is no such item.
stock-empty-items = What there is of each item will stand here. Items come first.
stock-empty-items-button = Go to items
stock-opening-b = Nothing has been counted yet.
stock-opening-note = Count once what there is and what it cost; from then on the books keep themselves.
stock-opening-button = Count what there is
stock-opening = first count
stock-expired-count = { $count ->
    [one] One lot has expired.
   *[other] { $count } lots have expired.
}
stock-expired-look = See which
stock-below = handed over before its batch
stock-low = minimum { $level }
stock-expired-on = expired { $day }
stock-item-card = Item
stock-item-recipe = Recipe
stock-lots = Lots
stock-lots-note = what expires first goes out first
stock-lots-empty = Nothing is left.
stock-lot = Lot
stock-untracked = no lot
stock-supplier = Supplier
stock-made-on = made { $day }
stock-their-lot = their lot { $lot }
stock-ledger = Movements
stock-ledger-note = newest first
stock-ledger-empty = This item has never moved.
stock-when = When
stock-why = Why
stock-quantity-head = Quantity
stock-for-day = for { $day }
stock-newest = Newest
stock-older = Older
stock-reason-opening = First count
stock-reason-receipt = Received
stock-reason-consumption = Used in the bakehouse
stock-reason-production = Baked
stock-reason-delivery = Delivered
stock-reason-count = Count
stock-reason-waste = Thrown away
stock-reason-return = Returned
stock-reason-reversal = Undone
stock-waste-title = Throw away
stock-waste-lead = tap what goes; the reason is the button
stock-waste-head = Throw away
stock-waste-how-much = How much
stock-waste-why = Why? One tap books it.
stock-waste-first-lot = what expires first
stock-waste-empty = There is nothing to throw away.
stock-waste-unsold = Not sold
stock-waste-spoiled = Gone off
stock-waste-expired = Out of date
stock-waste-broken = Broken or dropped
stock-waste-failed = Came out wrong
stock-waste-tasting = Tasted or eaten by us
stock-wasted = Thrown away: { $what }, { $quantity }.
stock-waste-undone = It is back in stock.
stock-throw-away = Throw away
stock-quantity = A quantity such as “2.5”, “250 g” or “3 dozen”.
stock-expiring-title = Best before
stock-expiring-lead = what has to be used or thrown away
stock-expiring-days = { $count ->
    [0] Today
    [one] One day
   *[other] { $count } days
}
stock-expiring-none = { $count ->
    [0] Nothing expires today.
    [one] Nothing expires until tomorrow.
   *[other] Nothing expires within { $count } days.
}
stock-mark-expired = Expired:
stock-mark-soon = Soon:
stock-expired-since = { $count ->
    [one] expired yesterday, { $day }
   *[other] expired { $count } days ago, { $day }
}
stock-expires-in = { $count ->
    [0] expires today, { $day }
    [one] expires tomorrow, { $day }
   *[other] expires in { $count } days, { $day }
}
stock-count-title = Count
stock-count-lead = what is left empty was not counted
stock-count-opening-b = New in stock.
stock-count-opening-note = What has never moved comes in by this count: say what it cost and when it expires, too.
stock-count-print = Print the sheet
stock-count-sheet = Count sheet
stock-count-by = Counted by
stock-count-day = Day
stock-count-note = Note
stock-count-more = Cost and best before
stock-count-why-more = Why, or cost and expiry of what is new
stock-count-save = Save the count
stock-count-nothing = There is nothing to count here.
stock-count-no-reason = –
stock-count-unknown = Not known
stock-count-unbooked = Used, not booked
stock-count-broken = Broken or dropped
stock-count-spoiled = Gone off
stock-count-entry = Booked wrongly
stock-expected = Should be
stock-counted-head = There is
stock-counted-of = How much there is of { $name } { $lot }
stock-lot-of = Lot of { $name }
stock-cost-of = Cost of { $name }
stock-expiry-of = Best before of { $name }
stock-why-of = Why { $name } differs
stock-counts = Latest counts
stock-counts-lines = { $count ->
    [one] one line
   *[other] { $count } lines
}, { $differences ->
    [0] no differences
    [one] one difference
   *[other] { $differences } differences
}
stock-counted = { $count ->
    [one] Count saved: one line.
   *[other] Count saved: { $count } lines.
}
stock-unit-g = g
stock-unit-kg = kg
stock-unit-ml = ml
stock-unit-l = l
stock-unit-unit = pcs
stock-unit-dozen = dozen
stock-service = A service has no stock.
stock-above-zero = It has to be more than zero.
stock-value-below-zero = The value cannot be negative.
stock-short = Not enough in stock: { $what }.
stock-short-expired = lot { $lot } expired on { $day }: { $amount }
stock-field-id = This is no id.
stock-lot-other-expiry = That lot is known with another expiry date.
stock-count-empty = Nothing has been counted yet.
stock-count-future = That day has not come yet.
stock-count-old = A count is of today or yesterday: it is compared with what is there now.
stock-count-below-zero = You cannot count less than nothing.
stock-opening-moved = This item has moved already: count it in an ordinary count.
stock-count-moved = Stock moved while you were counting. Look at what should be there and save again.
stock-count-twice = This lot stands on another line already.
stock-count-other-lot = That lot belongs to another item.
stock-count-why = It differs from the books: say why.
stock-count-of = Count
stock-count-difference = Difference
stock-count-same = Everything was as the books said.
stock-expiry-correct = Correct the expiry of a lot
stock-expiry-right = Its last day
stock-expiry-none = It does not expire
stock-expiry-set = Expiry corrected.
stock-expiry-same = It has that day already.
stock-expiry-before-made = That is before the day it was made.
stock-used-already = What is used already cannot leave: { $what }. Put right what is there by counting.
stock-used-of = { $item }, lot { $lot }: { $left } left of { $booked }
stock-count-next = Save and go on with the next page
stock-count-stop = Save and stop here
