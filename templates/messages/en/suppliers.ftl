# Suppliers: who sells us what, in which pack, at which price.
suppliers-title = Suppliers
suppliers-count = { $count ->
    [one] one supplier
   *[other] { $count } suppliers
}
suppliers-none = There is no supplier yet.
suppliers-none-found = No supplier of that name.
suppliers-new = New supplier
suppliers-active = In use
suppliers-inactive = No longer bought from
suppliers-search = Find a supplier
suppliers-name = Name
suppliers-tax-id = Tax id
suppliers-contact = Contact
suppliers-about = Details
suppliers-email = E-mail for orders
suppliers-email-hint = The order arrives here as a PDF.
suppliers-no-email = no e-mail: the order must be passed on by hand
suppliers-phone = Phone
suppliers-address = Street and number
suppliers-city = Town
suppliers-postal-code = Postcode
suppliers-province = Province
suppliers-country = Country
suppliers-terms = Payment terms
suppliers-terms-net = Net { $days }
suppliers-terms-at-once = on delivery
suppliers-weekdays = Delivery days
suppliers-no-weekday = At least one day.
suppliers-minimum = Minimum order
suppliers-lead = Lead time
suppliers-lead-days = { $days ->
    [0] the same day
    [one] one day
   *[other] { $days } days
}
suppliers-days = days
suppliers-lang = Language of orders
suppliers-certificates = Certificates
suppliers-trusted = Trusted
suppliers-quality = Quality (0 to 100)
suppliers-notes = Notes
suppliers-is-active = We buy from them
suppliers-edit = Change details
suppliers-added = { $name } is on the list. Add what they sell.
suppliers-saved = Supplier saved.
suppliers-products = What they sell
suppliers-products-none = Nothing is known yet of what they sell.
suppliers-product-add = Add an item
suppliers-product-added = Item added.
suppliers-product-saved = Item saved.
suppliers-no-buyable = No item that is bought is left to add. Mark items as “bought” in the catalogue.
suppliers-item = Item
suppliers-choose = Choose…
suppliers-code = Their code
suppliers-product-name = What they call it
suppliers-price = Price
suppliers-price-per = Price per { $unit }
suppliers-pack = Pack
suppliers-pack-name = Pack (sack, box…)
suppliers-pack-size = Content of the pack
suppliers-pack-price = Price of the pack
suppliers-least = Least quantity
suppliers-least-hint = Empty: one pack.
suppliers-own-lead = Own lead time
suppliers-own-lead-hint = Empty: the supplier’s.
suppliers-preferred = Preferred
suppliers-preferred-hint = This item is ordered from here.
suppliers-grade = Quality
suppliers-tax = VAT
suppliers-tax-hint = Empty: the item’s.
suppliers-contract = Agreed price
suppliers-contract-from = Agreed from
suppliers-contract-until = Agreed until
suppliers-contract-now = agreed: { $price }
suppliers-contract-backwards = The agreement ends before it begins.
suppliers-breaks = Price by quantity
suppliers-break-from = From
suppliers-break-price = Price
suppliers-break-row = Step { $number }
suppliers-wrong-break = Each step once, and above zero.
suppliers-sold = On sale
suppliers-not-sold = no longer sold
suppliers-prices-save = Save prices
suppliers-prices-saved = { $count ->
    [0] No price changed.
    [one] One price changed.
   *[other] { $count } prices changed.
}
suppliers-price-of = Price of { $name }
suppliers-history = Earlier prices
suppliers-history-none = Its price has not changed yet.
suppliers-source-typed = typed
suppliers-source-import = imported
suppliers-source-delivery = on a delivery
suppliers-journal = History
suppliers-orders = Orders
suppliers-orders-none = Nothing has been ordered from them yet.
suppliers-order-new = New order
suppliers-who-sells = Who sells { $name }
suppliers-who-count = { $count ->
    [one] one supplier sells it
   *[other] { $count } suppliers sell it
}
suppliers-nobody = Nobody sells it yet.
suppliers-when = When
suppliers-supplier = Supplier
suppliers-piece = pc
suppliers-per-unit = €/{ $unit }
suppliers-not-bought = That item is not bought.
suppliers-not-sold-here = This supplier does not sell that item.
suppliers-above-zero = More than zero.
taken-suppliers-name = There is a supplier of that name already.
taken-supplier-products-ingredient-id = This supplier has it on the list already.
suppliers-more = Address, tax id, certificates and notes
suppliers-term-break = From { $from }
suppliers-term-was = before: { $before }
suppliers-term-none = none
suppliers-term-from = from { $day }
suppliers-term-until = until { $day }
suppliers-not-agreed = agreed at { $agreed }, charged at { $charged }.
suppliers-contacts = Contacts
suppliers-contacts-none = Nobody besides the contact person. Add who looks after orders, accounts or deliveries.
suppliers-contacts-many = No more than { $most } contacts per supplier.
suppliers-contact-add = Add contact
suppliers-contact-added = { $name } is among the contacts.
suppliers-contact-remove = Remove contact
suppliers-contact-removed = { $name } is no longer among the contacts.
suppliers-contact-restored = Contact is back.
suppliers-contact-there = This contact is already there.
suppliers-contact-email = E-mail
suppliers-role = Looks after
suppliers-role-orders = Orders
suppliers-role-accounts = Accounts
suppliers-role-delivery = Deliveries
suppliers-role-quality = Quality
suppliers-role-other = Other things
suppliers-takes-orders = Takes orders
suppliers-takes-orders-hint = Orders go as PDF to whoever is marked here; if nobody is, to the supplier's own address.
suppliers-orders-need-mail = To take orders they need an e-mail address.
suppliers-orders-elsewhere = orders go to the contacts marked below
