# Outgoing mail.
mail-title = Mail
mail-count-failed = { $count ->
    [one] one did not go out
   *[other] { $count } did not go out
}
mail-count-waiting = { $count ->
    [one] one to go out
   *[other] { $count } to go out
}
mail-all-sent = all has gone out
mail-retry = Send again
mail-retry-one = Send again: { $subject }
mail-retry-all = Retry what failed
mail-retried = It is being sent again.
mail-retried-all = { $count ->
    [0] There was nothing to retry.
    [one] One is being sent again.
   *[other] { $count } are being sent again.
}
mail-open = These need somebody
mail-open-note = not sent, or not known
mail-all = All mail
mail-empty = No mail has gone out yet.
mail-subject = Subject
mail-to = To
mail-when = Time
mail-state = State
mail-state-waiting = to go out
mail-state-sending = going out
mail-state-sent = sent
mail-state-failed = not sent
mail-state-uncertain = not known
mail-state-cancelled = cancelled
mail-next-try = Next try on { $at }.
mail-no-relay = There is no mail server: mail is kept and waits. It is set when the program starts, as smtp_url in hornada.toml or in
mail-no-sender = The address to send from is missing.
mail-trial = Try the mail
mail-trial-none = Without a mail server there is nothing to try; everything else works.
mail-trial-about = Sends a test mail through { $server } and shows what it answers.
mail-trial-to = To which address
mail-trial-send = Send a test
mail-trial-subject = Test mail from Hornada
mail-trial-text =
    If you can read this, the bakery’s mail works.
mail-trial-done = It went out. The server answered: { $said }
mail-trial-failed = It did not go out. This is what the server said: { $said }
mail-file = See the PDF
mail-back = All mail
mail-about-orders = See the order
mail-about-invoices = See the invoice
mail-about-customers = See the customer
mail-about-purchases = See the purchase
mail-about-notes = See the delivery note
mail-about-suppliers = See the supplier
mail-uncertain-note = It broke just while being handed over: it may have arrived or not. Ask who was to get it, or send it again: it carries the same number, and many mailboxes show it once.
mail-said = This is what the server said:
mail-mark-sent = It has arrived
mail-marked-sent = It counts as sent.
mail-cancel = Do not send it
mail-cancelled = It will not be sent.
mail-reply-to = Reply to
mail-message-id = Message-ID
mail-text = Text
mail-history = History
mail-did-sent = sent
mail-did-failed = not sent
mail-did-uncertain = broke while being handed over
mail-did-retried = send again
mail-did-marked-sent = marked as arrived
mail-did-cancelled = cancelled
mail-sent-already = That mail has gone out or is going out.
mail-not-uncertain = It is known whether that mail went out.
