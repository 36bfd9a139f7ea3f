import-title = Import
import-lead = From a spreadsheet or the till. First it is looked at; then all of it is stored or nothing.
import-kind = What it is
import-kind-sales = Till sales
import-kind-items = Items
import-kind-customers = Customers
import-kind-suppliers = Suppliers
import-kind-recipes = Recipes
import-file = File
import-file-hint = CSV (also .gz) or XLSX.
import-look = See what would happen
import-columns = Columns that are understood
import-done-title = Imported
import-none = Nothing was imported yet.
import-rows = Rows
import-added = New
import-when = When
import-preview = What would happen
import-first-rows = First rows
import-take = Import
import-again = Choose another file
import-choose = Choose what it is and a file.
import-empty = The file is empty.
import-gzip = The compressed file is damaged.
import-too-large = The file is too large.
import-csv = It cannot be read as CSV: { $reason }
import-xlsx = It cannot be read as an XLSX book.
import-gone = The file is no longer there. Choose it again.
import-faults-now = Somebody changed something meanwhile and some rows do not fit any more. Look at it again.
import-no-column = The column is missing.
import-day = That day cannot be read.
import-unit = Unknown unit: g, kg, ml, l, pcs or dozen.
import-tax = There is no such tax rate.
import-unknown-item = There is no item with the name or code “{ $name }”.
import-yes-or-no = Write yes or no.
import-would = Rows read: { $read }; would come in: { $added }; already there: { $known }. Nothing was stored.
import-did = Rows read: { $read }; new: { $added }; already there: { $known }.
import-nothing-taken = { $count ->
    [one] One row has a fault: nothing is stored.
   *[other] There are { $count } faults: nothing is stored.
}
import-fault = Row { $row }, { $column }: { $reason }
import-sales-lines = Lines: { $value }
import-sales-tickets = Tickets: { $value }
import-sales-units = Net units: { $value }
import-sales-amount = Net amount: { $value }
import-sales-new-items = { $count ->
    [one] One new item, its tax rate not confirmed.
   *[other] { $count } new items, their tax rates not confirmed.
}
import-sales-negative = { $count ->
    [one] One line below zero: a correction or a return.
   *[other] { $count } lines below zero: corrections and returns.
}
import-sales-free = { $count ->
    [one] One line at €0.00.
   *[other] { $count } lines at €0.00.
}
import-sales-nameless = { $count ->
    [one] One line without the name of an article.
   *[other] { $count } lines without the name of an article.
}
import-sales-equal = { $count ->
    [one] One line equal to another in everything: it counts, it is a sale.
   *[other] { $count } lines equal to another in everything: they count, they are sales.
}
import-sales-closed = { $count ->
    [one] One day without any sale: closed is not the same as nothing sold.
   *[other] { $count } days without any sale: closed is not the same as nothing sold.
}
import-sales-similar = Is it the same? “{ $one }” and “{ $other }”.
import-kind-prices = Prices
import-unused-columns = Columns that nothing is taken from: { $columns }
import-number-unclear = It cannot be told whether the mark is for thousands or decimals: write 1234, or more decimals.
import-unknown-list = There is no price list with the name or code “{ $name }”.
import-same-contact = Row { $row }: that phone or e-mail belongs to “{ $name }” already, who stays as they are.
import-same-tax-id = Row { $row }: the tax id { $tax_id } belongs to “{ $name }” already: is it another shop of theirs?
import-columns-text = These names are understood, and the Spanish ones too (nombre, precio, unidad…), in CSV and XLSX. The sample file can be imported as it is.
import-sample = Sample file
import-sample-sales = sample-sales
import-sample-items = sample-items
import-sample-customers = sample-customers
import-sample-suppliers = sample-suppliers
import-sample-recipes = sample-recipes
import-sample-prices = sample-prices
import-no-file = There is no file “{ $file }”.
import-unreadable = The file “{ $file }” cannot be read: { $reason }.
import-refused = { $count ->
    [one] 1 row cannot be taken; nothing was stored.
   *[other] { $count } rows cannot be taken; nothing was stored.
}
import-allergen = “{ $word }” is none of the 14 allergens: write it as gluten, egg, milk, nuts, soy or sesame, separated by commas.
import-double = It stands in row { $row } of this file already.
import-day-ahead = That day has not come yet.
import-day-old = That year cannot be: it is before 2000.
import-time = That is no time: write it as 8:30.
import-differs = It does not say the same as row { $row } of the same recipe.
import-recipe-kind = Write product, dough or filling.
import-fault-row = Row { $row }: { $reason }
import-known-by-name = { $count ->
    [one] One item of the file has another code than the one that was there by its name: it is taken for the same.
   *[other] { $count } items of the file have other codes than those that were there by their names: they are taken for the same.
}
import-same-name = Row { $row } has the same name, and here is no phone, mail address, tax id or street: give one to tell whether it is another customer.
import-customers-by-name = { $count ->
    [one] A row with nothing but a name is taken for the customer who was there under it.
   *[other] { $count } rows with nothing but a name are taken for the customers who were there under them.
}
import-same-shop = Row { $row }: “{ $name }” with tax id { $tax_id } was there with another street and stays as it is: if it is another shop, add a delivery point to it.
import-allergen-traces = “{ $word }”: only what it contains goes here. Take traces out of the column and write them in the notes of the item.
