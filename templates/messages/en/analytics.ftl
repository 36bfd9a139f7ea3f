# Today and the day strip.
today-title = What is missing now
today-lead = { $count ->
    [one] one thing
   *[other] { $count } things
}{ $late ->
    [0] {""}
    [one] , one urgent
   *[other] , { $late } urgent
}
today-nothing = all in order
today-needs = Someone is needed
today-keys = J / K to move
today-empty = Nothing waits for anybody. A good moment for a coffee.
today-late = Urgent
today-soon = Soon
today-calm = No hurry
today-tomorrow = Tomorrow, { $day }
today-against = against last { $weekday }
today-pieces = pieces
today-pieces-same = pieces · the same
today-pieces-more = pieces · { $percent }% more
today-pieces-less = pieces · { $percent }% fewer
today-orders = { $stops ->
    [0] orders
    [one] orders · one stop
   *[other] orders · { $stops } stops
}
today-to-deliver = to deliver
today-late-stops = { $count ->
    [one] late delivery
   *[other] late deliveries
}
today-closes = cut off at { $time }
today-quantity = Quantity
today-difference = Against a week before
need-and-more = { $names } and { $count } more
need-late-notes = { $count ->
    [one] { $name } is not delivered yet
   *[other] { $count } late deliveries
}
need-late-notes-do = See
need-came-back = { $count ->
    [one] { $name } came back undelivered
   *[other] { $count } deliveries came back
}
need-came-back-do = Settle
need-changes = { $count ->
    [one] { $name } changes on the sheet
   *[other] { $count } changes on the sheet not seen
}
need-changes-do = See change
need-unbaked = { $count ->
    [one] { $name } is not baked yet
   *[other] { $count } lines of the sheet not ticked
}
need-unbaked-do = Tick
need-low-stock = { $count ->
    [one] Running out: { $name }
   *[other] { $count } things in stock are running out
}
need-low-stock-do = See
need-goods = { $count ->
    [one] The purchase from { $name } arrives today
   *[other] { $count } purchases arrive
}
need-goods-do = Receive
need-unconfirmed = { $count ->
    [one] Order of { $name } not confirmed
   *[other] { $count } orders not confirmed
}
need-unconfirmed-do = Confirm
need-without-time = { $count ->
    [one] Order of { $name } without a pickup time
   *[other] { $count } orders without a pickup time
}
need-without-time-do = Complete
need-failed-templates = { $count ->
    [one] A standing order could not be made
   *[other] { $count } standing orders could not be made
}
need-failed-templates-do = Mend
need-missed = { $count ->
    [one] A standing delivery to { $name } was not made
   *[other] { $count } standing deliveries were not made
}
need-missed-do = Decide
need-to-approve = { $count ->
    [one] One purchase waits for approval
   *[other] { $count } purchases wait for approval
}
need-to-approve-do = Approve
need-to-approve-see = See purchases
need-overdue = { $count ->
    [one] One overdue invoice
   *[other] { $count } overdue invoices
}
need-overdue-do = Open
need-mail = { $count ->
    [one] One mail did not go out
   *[other] { $count } mails did not go out
}
need-mail-do = See
need-jobs = { $count ->
    [one] Failed: { $name }
   *[other] { $count } jobs failed
}
need-jobs-do = See
strip-yesterday = { $time } yesterday
strip-cutoff = Cut-off
strip-dough = Doughs
strip-oven = Oven
strip-vans = Vans
strip-shop = Shop
strip-returns-label = Returns
strip-next = Cut-off for { $day }
strip-next-tomorrow = Cut-off for tomorrow
strip-orders = { $count ->
    [one] one order
   *[other] { $count } orders
}
strip-version = version { $version }
strip-changes = { $count ->
    [one] one change
   *[other] { $count } changes
}
strip-doughs = { $count ->
    [one] one dough
   *[other] { $count } doughs
}
strip-nothing = nothing
strip-baked = { $done } of { $all }
strip-unbaked = { $count } to bake
strip-stops = { $routes ->
    [one] one round
   *[other] { $routes } rounds
} · { $stops ->
    [one] one stop
   *[other] { $stops } stops
}
strip-stops-done = { $done } of { $all } stops
strip-late = { $count } late
strip-pickups = { $count ->
    [one] one pickup
   *[other] { $count } pickups
}
strip-pickups-done = { $done } of { $all } pickups
strip-returns-none = to be written down
strip-returns = { $count ->
    [one] one customer
   *[other] { $count } customers
}
strip-without-time = { $count } without a time
demand-days = Up to 92 days, the last not before the first.
need-second-copy = The copy does not reach the second folder
need-second-copy-do = See backups
need-approve-urgent = urgent
need-approve-high = high
need-approve-waits = waiting { $hours } h
today-approvals = Purchases to approve
today-approval-lines = { $count ->
    [one] What it orders: one item
   *[other] What it orders: { $count } items
}
today-cash-due = cash due today or before
today-cash-week = due in the seven days after
first-title = First steps
first-lead = { $left ->
    [one] one step to your first day
   *[other] { $left } steps to your first day
}
first-done = Done
first-items = What you sell
first-items-why = Your bread and pastries, one by one, or starting from twenty everyday ones.
first-items-do = Add items
first-import = Or bring them from a sheet.
first-prices = Prices
first-prices-why = One for the shop, one for those who buy wholesale.
first-prices-do = Set prices
first-customers = Who buys from you
first-customers-why = Cafés, hotels and shops. A neighbour who orders is noted down with the order.
first-customers-do = Add a customer
first-order = The first order
first-order-why = Once it is in, this list goes away and each day’s work shows up here.
first-order-do = Take an order
first-later = Later, when you need them:
first-standing = standing orders
first-recipes = recipes
first-suppliers = suppliers
need-packing = { $count ->
    [one] The delivery note of { $name } changes
   *[other] { $count } changes of delivery notes not seen
}
need-packing-do = See change
