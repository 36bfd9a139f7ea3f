# Artículos, precios, impuestos.
items-title = Artículos
items-new = Artículo nuevo
items-find = Buscar por nombre, clase o código
items-filters = Qué artículos
items-all = Todos
items-sold = Se venden
items-made = Se hacen
items-bought = Se compran
items-inactive = También los retirados
items-categories = Todas las clases
items-to-prices = Tarifas
items-to-tax = Impuestos
items-empty = Todavía no hay ningún artículo.
items-starter = Empezar con 20 artículos de panadería y 10 ingredientes
items-starter-made = { $count } artículos e ingredientes para empezar. Mira sus precios, alérgenos e IVA: son una propuesta.
items-none-found = No hay ningún artículo así.
items-no-filter = Ver todos
items-unconfirmed = { $count ->
    [one] Hay un artículo con el IVA sin confirmar.
   *[other] Hay { $count } artículos con el IVA sin confirmar.
}
items-from = Desde el día
items-from-hint = Vale «mañana», «lun» o «1/12». Lo ya pedido no cambia.
items-save-prices = Guardar precios
items-prices-saved = { $count ->
    [0] No había ningún precio distinto.
    [one] Un precio cambia el { $day }.
   *[other] { $count } precios cambian el { $day }.
}
item-one = Artículo
item-name = Nombre
item-category = Clase
item-sku = Código
item-sku-hint = Vacío: se pone el siguiente.
item-unit = Se cuenta en
item-uses = Para qué es
item-use-sold = se vende
item-use-made = se hace
item-use-bought = se compra
item-use-service = servicio
item-use-service-hint = sin existencias: un corte, un envío, el agua del grifo
item-allergens = Alérgenos
item-weekdays = Días
item-more = Código, variantes, peso, plazos
item-parent = Variante de
item-parent-none = de ninguno
item-variant = Variante
item-variant-hint = Lo que la distingue: cortada, grande, envasada.
item-variants = Variantes
item-variant-of = el artículo del que cuelga
item-variant-new = Variante nueva
item-variant-add = Duplicar como variante
item-piece-weight = Peso de la pieza
item-weight-hint = En gramos, o con su unidad: 250, 1 kg.
item-price-unit = El precio es por
item-price-unit-usual = kilo, litro o unidad
item-price-unit-pack = un envase
item-price-unit-size = Contenido del envase del precio
item-pack-hint = Por ejemplo 25 kg, 24 o 3 docenas.
item-lead-days = Días de antelación
item-shelf-life = Se conserva
item-shelf-life-hint = En días.
item-low-stock = Avisar si queda menos de
item-low-stock-hint = Por ejemplo 10 kg o 24.
item-notes = Notas
item-from-stock = Se vende de lo que hay
item-from-stock-hint = Si no, se hace por encargo.
item-way = Cómo se vende
item-way-stock = de lo que hay
item-way-order = por encargo
item-days = { $count ->
    [0] ninguno
    [one] un día
   *[other] { $count } días
}
item-tax = IVA
item-tax-choose = Elige el IVA
item-tax-unconfirmed = IVA sin confirmar
item-tax-look = Este IVA es una propuesta. Míralo con tu asesoría.
item-tax-confirm = Confirmar: { $tax }
item-tax-confirmed-now = IVA confirmado.
item-edit = Cambiar { $name }
item-made = { $name } ya está en el catálogo.
item-what = El artículo
item-off = retirado
item-disable = Retirar
item-enable = Volver a usar
item-disabled = { $name } está retirado.
did-wasted = Tirado
did-waste-undone = Tirado por error, deshecho
did-reorder-point-set = Punto de pedido puesto
item-enabled = { $name } vuelve a estar en uso.
item-per = por
item-price = Precio
item-prices = Precios
item-prices-per = por { $unit }
item-price-now = Hoy
item-price-dates = Desde cuándo
item-price-since = { $price } desde el { $day }
item-price-new = Precio nuevo
item-price-set = Precio nuevo desde el { $day }.
item-packs = Envases
item-packs-note = para pedir por cajas o sacos
item-packs-none = Sin envases: se pide por unidades, kilos o litros.
item-pack-name = Nombre del envase
item-pack-size = Contenido
item-pack-add = Añadir envase
item-pack-remove = Quitar { $name }
item-picture = Foto
item-picture-file = Archivo
item-picture-hint = PNG, JPEG o WebP, hasta 2 MB.
item-picture-put = Poner foto
item-picture-remove = Quitar foto
price-list-one = Tarifa
price-list-title = Tarifa { $name }
price-mode = Precios
price-mode-gross = IVA incluido
price-mode-net = sin IVA
prices-title = Tarifas
prices-new = Tarifa nueva
prices-name = Nombre
prices-code = Código
prices-code-hint = Corto, por ejemplo HOT.
prices-valid = Vale
prices-always = siempre
prices-from = desde el { $day }
prices-until = hasta el { $day }
prices-valid-from = Vale desde
prices-valid-until = Vale hasta
prices-default = la habitual
prices-is-default = Es la habitual
prices-is-default-hint = Para clientes sin tarifa propia: una con IVA para la tienda, otra sin IVA para negocios.
prices-is-active = En uso
prices-this = Esta tarifa
prices-bulk = Subir o bajar todo
prices-bulk-note = primero se mira, luego se guarda
prices-percent = Cambio
prices-percent-hint = 3 sube, −3 baja.
prices-decimals = Redondear a
prices-decimals-of = { $count } decimales
prices-before = Antes
prices-after = Después
prices-bulk-look = Ver qué cambia
prices-bulk-do = Cambiar los precios
prices-bulk-none = Con ese cambio no se mueve ningún precio.
prices-bulk-preview = { $count ->
    [one] Cambia un precio
   *[other] Cambian { $count } precios
}
prices-undone = { $count ->
    [one] Un precio vuelve a ser el de antes.
   *[other] { $count } precios vuelven a ser los de antes.
}
tax-title = Impuestos
tax-lead = Cada artículo pertenece a una clase; cuando la ley cambia el tipo, se añade aquí con su día. Lo facturado no cambia.
tax-class = Clase
tax-now = Hoy
tax-dates = Desde cuándo
tax-rate = Tipo
tax-add = Añadir un tipo
tax-add-note = desde un día
unit-g = gramos
unit-kg = kilos
unit-ml = mililitros
unit-l = litros
unit-unit = unidades
unit-dozen = docenas
unit-unit-short = ud
allergen-gluten = gluten
allergen-crustaceans = crustáceos
allergen-eggs = huevo
allergen-fish = pescado
allergen-peanuts = cacahuete
allergen-soybeans = soja
allergen-milk = leche
allergen-nuts = frutos de cáscara
allergen-celery = apio
allergen-mustard = mostaza
allergen-sesame = sésamo
allergen-sulphites = sulfitos
allergen-lupin = altramuz
allergen-molluscs = moluscos
catalog-unit-unknown = Ni es una unidad de este artículo ni uno de sus envases.
catalog-unit-unfit = Esa unidad no mide este artículo.
catalog-needs-a-use = ¿Se vende, se hace o se compra? Marca al menos una.
catalog-not-negative = No puede ser menos que cero.
catalog-above-zero = Más que cero, por favor.
catalog-base-unit-fixed = Ya ha habido existencias contadas así: no se puede pasar de piezas a kilos o litros.
catalog-parent-unfit = De ese artículo no puede colgar: ya es una variante o se cuenta de otra manera.
catalog-pack-is-unit = Ese nombre ya es una unidad; llámalo caja o saco.
catalog-picture-large = La foto pasa de 2 MB.
catalog-picture-kind = No es una foto PNG, JPEG o WebP.
catalog-no-rate = Esta clase no tiene tipo de IVA para el { $day }. Añádelo en Impuestos.
catalog-no-price-list = No hay ninguna tarifa en uso.
catalog-until-before-from = Acaba antes de empezar.
catalog-default-always-valid = La habitual está en uso y no caduca.
catalog-mode-fixed = Ya tiene precios: no puede pasar de con IVA a sin IVA.
catalog-default-stays = Para quitarla, haz habitual otra con la misma clase de precios.
catalog-starter-late = Ya hay artículos en el catálogo.
taken-items-sku = Otro artículo tiene ese código.
taken-item-packs-name = Ya hay un envase con ese nombre.
taken-price-lists-code = Otra tarifa tiene ese código.
starter-category-bread = Pan
starter-category-pastry = Bollería
starter-category-savoury = Salado
starter-category-cakes = Pastelería
starter-category-season = De temporada
starter-category-flours = Harinas
starter-category-ingredients = Ingredientes
starter-barra = Barra de pan
starter-barra-integral = Barra integral
starter-baguette = Baguette
starter-chapata = Chapata
starter-hogaza = Hogaza de pueblo
starter-candeal = Pan candeal
starter-bollito = Bollito
starter-molde = Pan de molde
starter-hamburguesa = Pan de hamburguesa
starter-centeno = Pan de centeno
starter-croissant = Croissant
starter-napolitana = Napolitana de chocolate
starter-ensaimada = Ensaimada
starter-magdalena = Magdalena
starter-palmera = Palmera
starter-empanada = Empanada de atún
starter-bizcocho = Bizcocho
starter-tarta-manzana = Tarta de manzana
starter-pastas = Pastas de té
starter-roscon = Roscón de Reyes
starter-flour = Harina de trigo
starter-flour-wholemeal = Harina integral
starter-flour-rye = Harina de centeno
starter-yeast = Levadura fresca
starter-salt = Sal
starter-sugar = Azúcar
starter-butter = Mantequilla
starter-milk = Leche entera
starter-eggs = Huevos
starter-water = Agua del grifo
# Historial de artículos, tarifas e impuestos.
history = Historial
did-created = Creado
did-edited = Cambiado
did-enabled = Vuelve a usarse
did-disabled = Retirado
did-tax-confirmed = IVA confirmado
did-pack-added = Envase añadido
did-pack-removed = Envase quitado
did-picture-changed = Foto cambiada
did-price-set = Precio nuevo
did-price-undone = Precio deshecho
did-prices-set = Precios cambiados
did-prices-undone = Cambio de precios deshecho
tax-undone = Deshecho: el tipo de antes vuelve a contar.
tax-nothing-to-undo = Ese cambio ya estaba deshecho.
tax-newer-stands = Después se puso otro tipo desde el { $day }: deshaz antes ese.
tax-past =
    Este tipo contaría ya, desde el { $day }. De esos días hay { $orders ->
        [one] un pedido abierto
       *[other] { $orders } pedidos abiertos
    } y { $notes ->
        [one] un albarán sin facturar
       *[other] { $notes } albaranes sin facturar
    } con otro tipo: lo conservan; los pedidos, hasta que alguien los cambie. Lo facturado no cambia.
tax-confirm-past = Sí, quiero que cuente desde ese día
did-rate-undone = Tipo deshecho
price-list-tax-mode-gross = con IVA incluido
price-list-tax-mode-net = sin IVA
did-rate-set = Tipo nuevo
item-field-name = Nombre
item-field-variant-name = Variante
item-field-sku = Código
item-field-category = Clase
item-field-tax-class = IVA
item-field-tax-confirmed = IVA confirmado
item-field-allergens = Alérgenos
item-field-weekdays = Días
item-field-lead-days = Días de antelación
item-field-from-stock = Se vende de lo que hay
item-field-shelf-life-days = Días que se conserva
item-field-low-stock = Aviso de existencias
item-field-is-sold = Se vende
item-field-is-made = Se hace
item-field-is-bought = Se compra
item-field-base-unit = Unidad base
item-field-unit = Se cuenta en
item-field-price-unit = El precio es por
item-field-price-list = Tarifa
item-field-price = Precio
item-field-valid-from = Desde el día
item-field-pack = Envase
item-field-size = Contenido
item-tax-class-bread = pan
item-tax-class-food = otros alimentos
item-tax-class-general = general
item-tax-class-zero = sin impuesto
price-list-field-code = Código
price-list-field-name = Nombre
price-list-field-valid-from = Vale desde
price-list-field-valid-until = Vale hasta
price-list-field-is-default = La habitual
price-list-field-is-active = En uso
tax-class-field-rate = Tipo %
tax-class-field-valid-from = Desde el día
item-suppliers = Proveedores
item-bake-extra = De más al hornear
item-bake-extra-hint = Se suma a lo pedido en la hoja y se redondea a piezas enteras.
tax-class-add = Añadir una clase
tax-class-add-note = para lo que lleva un tipo que no está arriba
tax-class-name-es = Nombre en español
tax-class-name-en = Nombre en inglés
tax-class-from-past = El primer tipo vale desde hoy o desde antes: una clase sin tipo no se puede vender.
tax-class-taken = Ya hay una clase con ese nombre.
catalog-whole-pieces = Las piezas van enteras.
item-price-for-variants = Tiene variantes: este precio vale para las que no tengan uno propio. El artículo mismo no se vende, se vende cada variante.
items-confirm-shown = { $count ->
    [one] Confirmar el IVA del que se ve
   *[other] Confirmar el IVA de los { $count } que se ven
}
items-confirmed = { $count ->
    [one] IVA de un artículo confirmado.
   *[other] IVA de { $count } artículos confirmado.
}
items-confirm-undone = El IVA vuelve a estar sin confirmar.
items-only-unconfirmed = Ver solo esos
items-unconfirmed-rate = IVA { $rate }, sin confirmar
items-nothing-to-undo = Ya no hay nada que deshacer: alguien ha cambiado esos artículos.
item-picture-undone = La foto vuelve a ser la de antes.
item-picture-nothing = Ya no hay foto anterior que recuperar.
did-tax-unconfirmed = IVA sin confirmar otra vez
did-lot-expiry-changed = Caducidad corregida
item-field-lot = Lote
item-field-expiry-date = Caducidad
catalog-variant-taken = Ya hay otra variante que se llama así: { $sku }.
catalog-default-unpriced = { $count ->
    [one] Un artículo que se vende no tiene precio en esta tarifa: sus pedidos fallarán para quien no tenga tarifa propia.
   *[other] { $count } artículos que se venden no tienen precio en esta tarifa: sus pedidos fallarán para quien no tenga tarifa propia.
}
prices-unpriced-yes = Sí, ponerla igualmente
