payments-title = Payments
payments-take = Take a payment
payments-take-of = Payment from { $name }
payments-who = from whom?
payments-nobody-owes = Nobody owes anything.
payments-other-customer-link = Find another customer
payments-first-due = first due { $day }
payments-owes = owes { $amount }
payments-owes-nothing = Nothing is owed.
payments-has-credit = has { $amount } in credit
payments-amount-label = Amount
payments-day = Day
payments-day-hint = “today”, “yesterday”, 24/12
payments-reference = Reference
payments-notes = Notes
payments-method = Paid by
payments-method-cash = Cash
payments-method-card = Card
payments-method-transfer = Bank transfer
payments-method-direct-debit = Direct debit
payments-method-credit = Credit
payments-spread = Which invoices it pays
payments-spread-hint = Left empty, what is due first is paid first. What is left over stays as the customer's credit.
payments-goes = Pays
payments-goes-to = Paid of { $number }
payments-submit = Save the payment
payments-none = No payments yet.
payments-one = Payment
payments-next = Another payment
payments-kept-as-credit = Kept as credit
payments-is-reversal = reverses a payment
payments-is-reversed = reversed
payments-of-this = This payment
payments-by-this = By this entry
payments-reverse = Reverse the payment
payments-reverse-hint = An equal one below zero is added, and the invoices are open again.
payments-reason = Reason
payments-reversed = Payment reversed. Its invoices are open again.
payments-taken = { $amount } taken from { $name }.
payments-statement = Statement
payments-statement-of = Statement of { $name }
payments-as-of = as of { $day }
payments-to-customer = See the customer
payments-balance = Owes
payments-credit = In credit
payments-movements = Movements since { $day }
payments-move-invoice = Invoice
payments-move-payment = Payment { $how }
payments-move-reversal = Reversed payment { $how }
payments-by-cash = in cash
payments-by-card = by card
payments-by-transfer = by bank transfer
payments-by-direct-debit = by direct debit
payments-by-credit = from credit
payments-statement-credit = There is { $amount } in your favour, already taken off what is to be paid.
payments-statement-reference = Customer { $code }
payments-statement-file = statement-{ $day }.pdf
payments-did-payment-received = Taken
payments-did-reversed = Reversed
payments-amount = The amount must be above zero.
payments-future = The day of the payment cannot be in the future.
payments-share = What goes to each invoice must be above zero, and each invoice once.
payments-shares-too-much = What is spread comes to more than the amount.
payments-more-than-due = It is more than is open on the invoice.
payments-other-customer = That invoice is of another customer.
payments-credit-short = The customer does not have that much credit.
payments-credit-left = Credit must go wholly to open invoices.
payments-credit-used = What was left of this payment has been used. Reverse that first.
payments-reversed-already = This payment is reversed already.
payments-cash-limit = This is more than €1,000 in cash from a business: the law does not allow it.
payments-reminder-line = · { $number }, due { $due }: { $amount }
payments-reminder-closing =
    The statement is attached. If the payment is already on its way, please disregard this mail.

    { $bakery }
payments-reminder-subject-before = An invoice from { $bakery } will soon be due
payments-reminder-text-before =
    Dear { $name },

    A short note about what falls due in a few days.
payments-reminder-intro-before = What falls due in the next days, and how the account stands.
payments-reminder-subject-friendly = Open invoice with { $bakery }
payments-reminder-text-friendly =
    Dear { $name },

    It may have slipped by: this is past its due day and still open.
payments-reminder-intro-friendly = Some invoices are past due. We would appreciate payment in the next days.
payments-reminder-subject-firm = Overdue invoices with { $bakery }: please pay now
payments-reminder-text-firm =
    Dear { $name },

    Despite earlier notes this is still unpaid. We ask for payment at once. The law grants interest for late payment and €40 for each invoice (Ley 3/2004).
payments-reminder-intro-firm = Overdue invoices: we ask for payment at once. The law grants interest for late payment and €40 for each invoice (Ley 3/2004).
payments-job-reminded = Reminders: { $mails }. Without address: { $without }. Newly overdue: { $overdue }.
job-reminders = Due days and reminders
job-reminders-about = Looks each morning at what is overdue and sends the reminders that are due.
payments-statement-send = Send by e-mail
payments-statement-said = The statement is on its way to { $to }.
payments-statement-subject = Statement of account with { $bakery }
payments-statement-text = Hello { $name }, this is your statement of account as of { $day }.
payments-too-old = That day is too long ago: two years at most.
payments-no-customer = Choose whose payment it is.
payments-again = Taken again, for the same invoices.
payments-not-reversed = This payment is not reversed, or was taken again already.
payments-did-taken-again = Reversal undone: taken again
