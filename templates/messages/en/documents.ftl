# What is printed: invoices, delivery notes, orders to suppliers, statements.
document-invoice = Invoice
document-rectifying-invoice = Rectifying invoice
document-note = Delivery note
document-purchase = Purchase order
document-statement = Statement of account

document-copy = Duplicate
document-page = Page
document-page-of = of
document-trial = Issued from software on trial, not from an invoicing system adapted to Spanish Royal Decree 1007/2023.

document-issuer = From
document-recipient = To
document-customer = Customer
document-supplier = Supplier
document-deliver-to = Deliver to
document-contact = Contact
document-reply-to = Reply to

document-operations = Deliveries
document-until = to { $day }
document-issued = Invoice date
document-due = Payable on
document-payment = Payment
document-delivery-day = Delivery day
document-window = Expected at
document-handed-over = Handed over at
document-route = Route
document-stop = stop { $stop }
document-orders = Order
document-ordered-on = Order date
document-required = Needed on
document-our-code = Our customer number
document-version = Version
document-replaces = replaces the one before
document-as-of = As of

document-quantity = Quantity
document-article = Item
document-description = Description
document-code = Code
document-packs = Packs
document-price = Price
document-price-net = Without VAT
document-price-with-tax = Price, VAT incl.
document-discount = Disc.
document-amount = Amount
document-amount-with-tax = Amount, VAT incl.
document-rate = VAT
document-lot = Lot
document-allergens = Contains
document-ordered = ordered
document-day = Date
document-reference = Reference

document-base = Taxable amount
document-tax = VAT
document-surcharge = Equivalence surcharge
document-discount-total = Discount
document-rate-of-tax = VAT rate
document-tax-amount = VAT
document-surcharge-rate = Surcharge
document-surcharge-amount = Amount
document-tax-id = Tax no. { $id }
document-lines-total = Sum
document-shipping = Delivery
document-total = Total
document-total-invoice = Invoice total
document-order-total = Order total
document-account = Account
document-terms = Terms
document-notes = Notes

document-rectifies = Rectifies invoice { $number } of { $day }

document-corrections = Corrections
document-returns = Returns
document-remarks = Remarks
document-received-by = Received by
document-received-id = Identity or tax number
document-received-signature = Signature

document-open-invoices = Open invoices
document-open = Open
document-paid = Paid
document-to-pay = Total open
document-late = Late
document-late-total = of which overdue
document-not-due = Not due yet
document-days-late = { $days ->
    [one] { $days } day
   *[other] { $days } days
}
document-days-band = { $from } to { $to } days
document-days-more = { $from } days or more
document-movements = Movements since
document-opening = Balance brought forward
document-charge = Charge
document-payments = Payment
document-balance = Balance
