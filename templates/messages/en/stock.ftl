# Stock.
stock-location = Bakehouse
stock-service = A service has no stock.
stock-above-zero = It has to be more than zero.
stock-value-below-zero = The value cannot be negative.
stock-short = Not enough in stock: { $what }.
stock-lot-other-expiry = That lot is known with another expiry date.
stock-count-empty = Nothing has been counted yet.
stock-count-below-zero = You cannot count less than nothing.
stock-opening-moved = This item has moved already: count it in an ordinary count.
stock-count-moved = Stock moved while you were counting. Look at the expected quantity and save again.
stock-count-twice = This lot stands on another line already.
