# The bake sheet and its batches.
production-title = Baking
production-state-open = open
production-state-closed = closed
production-version = Version { $version }
production-figures = { $orders ->
    [one] one order
   *[other] { $orders } orders
} · { $pieces } pieces
production-other = Made in other ways
production-changes = Changed since it was printed
production-changes-lead = tick it when you have seen it
production-change-new = Change not seen yet
production-change-seen = Seen
production-packing-changes = Only the deliveries change
production-packing-lead = what is baked stays the same
production-since-version = since version { $version }
production-empty = There is nothing to bake on this day.
production-count-of = { $count } of { $product }: which orders it is made of
production-baked = { $amount } done
production-tick = Done: { $product }
production-untick = Undo: { $product }
production-done = Done
production-to-do = To do
production-freeze = Cut off orders now
production-freeze-lead = It happens by itself at the cut-off: it fixes the sheet and prepares the delivery notes.
production-freeze-for-good = What comes later changes the sheet, and it does not open again.
production-freeze-day = Cut off the orders of { $day }
production-unconfirmed = { $count ->
    [one] One order of that day is not confirmed: it is baked, but has no delivery note until it is confirmed.
   *[other] { $count } orders of that day are not confirmed: they are baked, but have no delivery notes until they are confirmed.
}
production-close = Finish the day
production-close-ahead = It is finished on that day or later.
production-close-unbaked = { $count ->
    [one] One item is not ticked as baked.
   *[other] { $count } items are not ticked as baked.
}
production-close-lead = Everything is delivered or back. Nothing is undone after this.
production-notes-waiting = { $count ->
    [one] One delivery note is still to be handed over.
   *[other] { $count } delivery notes are still to be handed over.
}
production-said-baked = Done: { $product }.
production-said-unticked = Undone. The ingredients are back in stock.
production-said-frozen = Orders for the day are cut off. Version { $version }.
production-said-closed = Day finished.
production-change-ticked = That change was seen already.
production-not-made = That is not baked here.
production-baked-already = All of it is done already.
production-nothing-baked = There is no batch to undo.
production-day-closed = The day is finished and changes no more.
production-tick-far = Baking is written down for days from { $from } to { $until }.
production-short-title = Ingredients are short
production-short-b = Nothing was written down.
production-short-lead = By the stock there is not enough. If the sack is there, count it or book it in, and tick the line again.
production-short-held = { $amount } there
production-short-wanted = { $amount } needed
production-short-open = Open
production-short-anyway = It is baked: write it down
production-short-anyway-hint = What the stock shows is taken out; what is short stays in the history until somebody counts.
production-short-expired-hint = What has expired is taken last, and the history says so.
production-short-count = Count the stock
production-ordered = ordered
production-baked-so-far = done
production-made-of = Which orders it is made of
production-made-of-nothing = No dated order holds it. If it is on the sheet, it comes from a standing order that is not out yet.
production-order-count = { $count ->
    [one] one order
   *[other] { $count } orders
}
production-bake = Bake
production-quantity = How much this batch is
production-post = Write the batch down
production-untick-last = Undo the last batch
production-batches = Batches
production-taken-back = undone
job-cutoff = Cut-off
job-cutoff-about = At the cut-off it fixes the sheet of the day and prepares its delivery notes.
job-cutoff-done = { $day }: cut off with { $count ->
    [one] one order
   *[other] { $count } orders
}.
job-cutoff-nothing = The day was cut off already.
production-whole = Whole sheet
production-wanted = to bake
production-extra = { $amount } on top
production-unseen = Earlier changes not seen yet
production-same = Nothing changes for the oven: the changes are in packing and on the routes.
production-too-much = Too much for one day: { $most } { $unit } at most.
production-freeze-far = By hand a day is cut off from yesterday to { $days } days ahead.
production-pieces = { $amount } pcs
production-whole-pieces = Pieces come whole.
