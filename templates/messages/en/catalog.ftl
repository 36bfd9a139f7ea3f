# Items, prices, tax.
items-title = Items
items-new = New item
items-find = Find by name, category or code
items-filters = Which items
items-all = All
items-sold = Sold
items-made = Made
items-bought = Bought
items-inactive = Retired ones too
items-categories = All categories
items-to-prices = Price lists
items-to-tax = Tax
items-empty = There are no items yet.
items-starter = Begin with 20 bakery items and 10 ingredients
items-starter-made = { $count } items and ingredients to begin with. Look at their prices, allergens and tax: they are a suggestion.
items-none-found = There is no such item.
items-no-filter = See all
items-unconfirmed = { $count ->
    [one] One item has a tax rate that nobody has confirmed.
   *[other] { $count } items have a tax rate that nobody has confirmed.
}
items-from = From day
items-from-hint = “tomorrow”, “mon” or “1/12” will do. What is ordered stays as it is.
items-save-prices = Save prices
items-prices-saved = { $count ->
    [0] No price was different.
    [one] One price changes on { $day }.
   *[other] { $count } prices change on { $day }.
}
item-one = Item
item-name = Name
item-category = Category
item-sku = Code
item-sku-hint = Empty: the next one is given.
item-unit = Counted in
item-uses = What it is for
item-use-sold = sold
item-use-made = made
item-use-bought = bought
item-use-service = service
item-use-service-hint = no stock is kept: slicing, a delivery, tap water
item-allergens = Allergens
item-weekdays = Days
item-more = Code, variants, weight, times
item-parent = Variant of
item-parent-none = of none
item-variant = Variant
item-variant-hint = What tells it apart: sliced, large, wrapped.
item-variants = Variants
item-variant-of = the item it stands under
item-variant-new = New variant
item-variant-add = Duplicate as variant
item-piece-weight = Weight of a piece
item-weight-hint = In grams, or with its unit: 250, 1 kg.
item-price-unit = The price is for
item-price-unit-usual = kilo, litre or unit
item-price-unit-pack = a pack
item-price-unit-size = What the priced pack holds
item-pack-hint = For example 25 kg, 24 or 3 dozen.
item-lead-days = Days of notice
item-shelf-life = Keeps for
item-shelf-life-hint = In days.
item-low-stock = Warn when less is left than
item-low-stock-hint = For example 10 kg or 24.
item-notes = Notes
item-from-stock = Sold from stock
item-from-stock-hint = Otherwise made to order.
item-way = How it is sold
item-way-stock = from stock
item-way-order = made to order
item-days = { $count ->
    [0] none
    [one] one day
   *[other] { $count } days
}
item-tax = Tax
item-tax-choose = Choose the tax
item-tax-unconfirmed = tax not confirmed
item-tax-look = This tax is a suggestion. Check it with your accountant.
item-tax-confirm = Confirm: { $tax }
item-tax-confirmed-now = Tax confirmed.
item-edit = Change { $name }
item-made = { $name } is in the catalogue.
item-what = The item
item-off = retired
item-disable = Retire
item-enable = Use again
item-disabled = { $name } is retired.
did-wasted = Thrown away
did-waste-undone = Throwing away undone
did-reorder-point-set = Reorder point set
item-enabled = { $name } is in use again.
item-per = per
item-price = Price
item-prices = Prices
item-prices-per = per { $unit }
item-price-now = Today
item-price-dates = Since when
item-price-since = { $price } from { $day }
item-price-new = New price
item-price-set = New price from { $day }.
item-packs = Packs
item-packs-note = to order by the box or sack
item-packs-none = No packs: ordered by unit, kilo or litre.
item-pack-name = Name of the pack
item-pack-size = What it holds
item-pack-add = Add pack
item-pack-remove = Remove { $name }
item-picture = Picture
item-picture-file = File
item-picture-hint = PNG, JPEG or WebP, up to 2 MB.
item-picture-put = Put picture
item-picture-remove = Remove picture
price-list-one = Price list
price-list-title = Price list { $name }
price-mode = Prices
price-mode-gross = tax included
price-mode-net = without tax
prices-title = Price lists
prices-new = New price list
prices-name = Name
prices-code = Code
prices-code-hint = Short, for example HOT.
prices-valid = Valid
prices-always = always
prices-from = from { $day }
prices-until = until { $day }
prices-valid-from = Valid from
prices-valid-until = Valid until
prices-default = the usual one
prices-is-default = It is the usual one
prices-is-default-hint = For customers without their own: one with tax for the shop, one without for businesses.
prices-is-active = In use
prices-this = This list
prices-bulk = Raise or lower everything
prices-bulk-note = look first, then save
prices-percent = Change
prices-percent-hint = 3 raises, −3 lowers.
prices-decimals = Round to
prices-decimals-of = { $count } decimals
prices-before = Before
prices-after = After
prices-bulk-look = See what changes
prices-bulk-do = Change the prices
prices-bulk-none = No price moves with that change.
prices-bulk-preview = { $count ->
    [one] One price changes
   *[other] { $count } prices change
}
prices-undone = { $count ->
    [one] One price is as it was.
   *[other] { $count } prices are as they were.
}
tax-title = Tax
tax-lead = Each item belongs to a class; when the law changes a rate, add it here with its day. What is invoiced stays as it is.
tax-class = Class
tax-now = Today
tax-dates = Since when
tax-rate = Rate
tax-add = Add a rate
tax-add-note = from a day
unit-g = grams
unit-kg = kilos
unit-ml = millilitres
unit-l = litres
unit-unit = units
unit-dozen = dozens
unit-unit-short = unit
allergen-gluten = gluten
allergen-crustaceans = crustaceans
allergen-eggs = egg
allergen-fish = fish
allergen-peanuts = peanut
allergen-soybeans = soy
allergen-milk = milk
allergen-nuts = nuts
allergen-celery = celery
allergen-mustard = mustard
allergen-sesame = sesame
allergen-sulphites = sulphites
allergen-lupin = lupin
allergen-molluscs = molluscs
catalog-unit-unknown = Neither a unit of this item nor one of its packs.
catalog-unit-unfit = That unit does not measure this item.
catalog-needs-a-use = Is it sold, made or bought? Tick at least one.
catalog-not-negative = It cannot be below zero.
catalog-above-zero = More than zero, please.
catalog-base-unit-fixed = Stock has been counted this way: it cannot change between pieces, kilos and litres.
catalog-parent-unfit = It cannot stand under that item: that one is a variant or counted another way.
catalog-pack-is-unit = That name is a unit already; call it box or sack.
catalog-picture-large = The picture is over 2 MB.
catalog-picture-kind = Not a PNG, JPEG or WebP picture.
catalog-no-rate = This class has no tax rate on { $day }. Add one under Tax.
catalog-no-price-list = There is no price list in use.
catalog-until-before-from = It ends before it begins.
catalog-default-always-valid = The usual one is in use and does not end.
catalog-mode-fixed = It has prices: it cannot change between with and without tax.
catalog-default-stays = To take it off, make another one of the same kind the usual one.
catalog-starter-late = There are items in the catalogue already.
taken-items-sku = Another item has that code.
taken-item-packs-name = There is a pack of that name already.
taken-price-lists-code = Another price list has that code.
starter-category-bread = Bread
starter-category-pastry = Pastry
starter-category-savoury = Savoury
starter-category-cakes = Cakes
starter-category-season = Seasonal
starter-category-flours = Flours
starter-category-ingredients = Ingredients
starter-barra = Barra loaf
starter-barra-integral = Wholemeal barra
starter-baguette = Baguette
starter-chapata = Ciabatta
starter-hogaza = Country loaf
starter-candeal = Candeal loaf
starter-bollito = Small roll
starter-molde = Tin loaf
starter-hamburguesa = Burger bun
starter-centeno = Rye bread
starter-croissant = Croissant
starter-napolitana = Chocolate napolitana
starter-ensaimada = Ensaimada
starter-magdalena = Magdalena
starter-palmera = Palmier
starter-empanada = Tuna empanada
starter-bizcocho = Sponge cake
starter-tarta-manzana = Apple tart
starter-pastas = Tea biscuits
starter-roscon = Roscón de Reyes
starter-flour = Wheat flour
starter-flour-wholemeal = Wholemeal flour
starter-flour-rye = Rye flour
starter-yeast = Fresh yeast
starter-salt = Salt
starter-sugar = Sugar
starter-butter = Butter
starter-milk = Whole milk
starter-eggs = Eggs
starter-water = Tap water
# History of items, price lists and tax.
history = History
did-created = Made
did-edited = Changed
did-enabled = In use again
did-disabled = Retired
did-tax-confirmed = Tax confirmed
did-pack-added = Pack added
did-pack-removed = Pack removed
did-picture-changed = Picture changed
did-price-set = New price
did-price-undone = Price undone
did-prices-set = Prices changed
did-prices-undone = Change of prices undone
tax-undone = Undone: the rate of before counts again.
tax-nothing-to-undo = That change was taken back already.
tax-newer-stands = Another rate was set from { $day } since: undo that one first.
tax-past =
    This rate would count already, from { $day }. { $orders ->
        [one] One open order
       *[other] { $orders } open orders
    } and { $notes ->
        [one] one note to be invoiced
       *[other] { $notes } notes to be invoiced
    } of those days have another rate: they keep it, orders until somebody changes them. What is invoiced does not change.
tax-confirm-past = Yes, it is to count from that day
did-rate-undone = Rate undone
price-list-tax-mode-gross = tax included
price-list-tax-mode-net = without tax
did-rate-set = New rate
item-field-name = Name
item-field-variant-name = Variant
item-field-sku = Code
item-field-category = Category
item-field-tax-class = Tax
item-field-tax-confirmed = Tax confirmed
item-field-allergens = Allergens
item-field-weekdays = Days
item-field-lead-days = Days of notice
item-field-from-stock = Sold from stock
item-field-shelf-life-days = Days it keeps
item-field-low-stock = Low stock
item-field-is-sold = Sold
item-field-is-made = Made
item-field-is-bought = Bought
item-field-base-unit = Base unit
item-field-unit = Counted in
item-field-price-unit = The price is for
item-field-price-list = Price list
item-field-price = Price
item-field-valid-from = From day
item-field-pack = Pack
item-field-size = What it holds
item-tax-class-bread = bread
item-tax-class-food = other food
item-tax-class-general = general
item-tax-class-zero = no tax
price-list-field-code = Code
price-list-field-name = Name
price-list-field-valid-from = Valid from
price-list-field-valid-until = Valid until
price-list-field-is-default = The usual one
price-list-field-is-active = In use
tax-class-field-rate = Rate %
tax-class-field-valid-from = From day
item-suppliers = Suppliers
item-bake-extra = Baked on top
item-bake-extra-hint = Added to what is ordered on the bake sheet, rounded up to whole pieces.
tax-class-add = Add a class
tax-class-add-note = for what carries a rate that is not above
tax-class-name-es = Name in Spanish
tax-class-name-en = Name in English
tax-class-from-past = The first rate counts from today or before: a class without a rate cannot be sold.
tax-class-taken = There is a class of that name already.
catalog-whole-pieces = Pieces are whole.
item-price-for-variants = It has variants: this price holds for those without one of their own. The item itself is not sold, each variant is.
items-confirm-shown = { $count ->
    [one] Confirm the VAT of the one shown
   *[other] Confirm the VAT of the { $count } shown
}
items-confirmed = { $count ->
    [one] VAT of one item confirmed.
   *[other] VAT of { $count } items confirmed.
}
items-confirm-undone = The VAT is unconfirmed again.
items-only-unconfirmed = Show only those
items-unconfirmed-rate = VAT { $rate }, not confirmed
items-nothing-to-undo = There is nothing left to undo: somebody has changed those items.
item-picture-undone = The picture is the one of before again.
item-picture-nothing = There is no earlier picture to bring back.
did-tax-unconfirmed = Tax not confirmed again
did-lot-expiry-changed = Expiry corrected
item-field-lot = Lot
item-field-expiry-date = Expiry
catalog-variant-taken = Another variant has that name: { $sku }.
catalog-default-unpriced = { $count ->
    [one] One item that is sold has no price on this list: orders of it will fail for customers without a list of their own.
   *[other] { $count } items that are sold have no price on this list: orders of them will fail for customers without a list of their own.
}
prices-unpriced-yes = Yes, make it the usual one
