# Help, a topic for each screen.
help-back = Back
help-all = All topics
help-start = How it works
help-start-text =
    Hornada shows the bakery’s day on one line: the strip above runs from the order cut-off to the returns and says where you are now, how much stands at each point and what is late. Tap a point to open its page.

    What goes well stays quiet. What needs somebody comes first, in oven red or the colour of crust.

    Everything is saved at once. If something was wrong, the green line above has an Undo button, and every record shows its history: who did what and when.

    When the power goes or the window is closed, what you were typing comes back on the same page.
help-today = Today
help-today-text =
    This page answers one question: what is missing for today to go well. What is late stands first, then what is due soon, then the day’s figures.

    Every figure opens: tap it and see what it is made of.

    It changes by itself on every screen as soon as somebody does something.
help-orders = Orders
help-orders-text =
    N starts a new order from anywhere. Type the first letters of the customer or the phone number, choose the day and write: “24 baguette” and Enter adds the line.

    Price, tax and total come from the customer’s price list and the day of delivery, worked out by the same code that makes the delivery note.

    After a day’s cut-off an order needs a reason, and the bakehouse sees it as a change to be ticked.

    A customer’s last order can be repeated with one key, changed while the day is open, and cancelled with a reason.

    In the list, what you often filter is kept as a view under its name and stands on top, for you alone. A custom order holds the pictures that the customer brings.
help-standing = Standing orders
help-standing-text =
    What a customer wants every week is written down once, by weekday. Each night, and before each cut-off, the program turns it into dated orders.

    For a holiday there are pauses; for a single day, change that day and the rest stays.

    The calendar shows what each day will bring before it comes.
help-customers = Customers
help-customers-text =
    A customer is who pays. There can be several delivery points, each with its round, its place on it and its phone.

    Search by any part of a name or number. Two records of the same person can be joined and nothing is lost.

    Allergies are health data: only those who must can see them, with the day of consent.
help-items = Items and prices
help-items-text =
    Everything sold, made or bought is an item, with its unit, its tax class and its allergens.

    Prices stand in price lists and have dates: a new price counts from its day, and what was delivered does not change.
help-production = Baking
help-production-text =
    The bake sheet comes from the order cut-off: doughs first, then pieces. The big figures can be read from two metres.

    Ticking a line books the batch: ingredients go out by recipe and the bread comes in.

    When an order changes after the cut-off, the sheet shows the difference and it has to be ticked as seen.
help-routes = Rounds
help-routes-text =
    Each van has its round with its stops in order. On the phone tick what was delivered, who took it, and what is missing or too much.

    The packing sheet follows the order of the stops, so that the van is loaded the other way round.
help-notes = Delivery notes
help-notes-text =
    The note says what was ordered, delivered, corrected and returned. The route sheet and the invoice come from it.

    Until it is invoiced it is corrected by adding the correction; what was signed is never erased.
help-invoices = Invoices
help-invoices-text =
    An invoice gathers a customer’s notes in its rhythm: per order, week, fortnight or month. With its number it is closed; a mistake is put right by a rectifying invoice, which Hornada cannot make yet.

    That of a private customer is issued on the night of the delivery; all others on the morning after their period.

    The due day of fresh food counts from each delivery and is printed as a date.

    Reminders go out by mail by themselves, each once.
help-payments = Payments
help-payments-text =
    One payment can settle several invoices, wholly or in part. What is left stays with the customer and pays the next invoice by itself, which says so. Taken off an invoice by hand, it is not used for it again until you say so.

    The statement shows what each customer owes and since when.
help-stock = Stock
help-stock-text =
    Everything that comes in or goes out is written down, with lot and expiry. What expires first goes out first.

    Count now and then: type what is there and the program books the difference.
help-recipes = Recipes
help-recipes-text =
    A recipe says what goes into a dough or a piece and how much it makes. It can hold other recipes.

    Cost, allergens and what has to be bought come from it.
help-suppliers = Suppliers
help-suppliers-text =
    Each supplier with what they sell, in which pack, at which price from which day, and on which days they deliver.
help-buying = Buying
help-buying-text =
    Each morning the program looks at orders, recipes and stock and suggests what to buy from each supplier. One tap accepts it.

    The order is approved, goes out by mail with its PDF, and when it comes in, lot, expiry and price are booked.
help-settings = Settings
help-settings-text =
    Each section saves alone and counts at once, without a restart. Under what was changed stands what is normal.

    The mail server, the address and the data folder are set when the program starts, in hornada.toml or by HORNADA_ variables.
help-people = People
help-people-text =
    Everybody signs in with their own address and sees what their job needs. Bakers and drivers see no prices, costs or balances.

    Taking access away ends all their sessions at once. What they did stays in the history under their name.
help-jobs = Jobs
help-jobs-text =
    What the program does by itself, by the clock on the bakery’s wall: also on the days when the clocks change, each thing is done once.

    If the computer was off, what was due is done when it is on again. Any job can be done by hand for a day.
help-mail = Mail
help-mail-text =
    A mail is kept first and goes out afterwards. If the server does not answer it is tried again, with longer and longer pauses, for three days.

    If it broke just while being handed over, nobody knows whether it arrived: then you decide.

    “Send a test” shows what the server really says.
help-backups = Backups
help-backups-text =
    The copy is one file, backup/hornada.db, made anew and checked by itself while you work. It can be copied at any moment and always opens whole.

    Set a second folder in the settings, a USB stick for example. One copy of each day is kept.

    “hornada restore” with the name of the copy brings it back; what was there is kept aside.
help-phone = On the phone
help-phone-text =
    With the phone in the same wifi, point its camera at the code on the page “On the phone” and add the page to the home screen.

    When the phone loses the wifi a line above says so: what you typed is not lost, but it is not saved until the wifi is back.
help-keys = Keys
help-keys-text =
    N starts an order. The underlined letters above open each page. The slash / goes to the search and the question mark ? opens this help.

    J and K move down and up in lists, Enter opens. Ctrl and Enter saves; Z undoes the last thing.

    Keys do nothing while you type in a field.
