# Pedidos: lo que se niega y por qué.
orders-not-taken = Ahora no se toman pedidos: está apagado en Ajustes.
orders-customer-required = ¿De quién es el pedido?
orders-date-required = ¿Para qué día?
orders-not-their-point = Ese punto de entrega no es de este cliente.
orders-no-lines = El pedido está vacío: añade al menos una línea.
orders-too-many-lines = Como mucho { $most } líneas en un pedido.
orders-too-small = El pedido mínimo es de { $least }.
orders-too-large = El pedido máximo es de { $most }.
orders-no-item = Ese artículo no existe.
orders-not-sold = { $name } ya no se vende.
orders-no-such-line = El pedido no tiene esa línea.
orders-line-other-product = Esa línea es de otro artículo: quítala y añade otra.
orders-source-standing = Solo un pedido fijo viene de ahí.
orders-paid-or-not = Pagado o sin pagar: lo demás lo dicen los cobros.
orders-no-address = ¿Adónde se lleva? Este cliente no tiene dirección.
orders-quantity-none = ¿Cuánto? Para quitar la línea, marca «Quitar».
orders-wrong-unit = { $name } no se vende en esa unidad.
orders-no-price = { $name } no tiene precio en esta tarifa: ponlo a mano.
orders-no-price-standing = { $name } no tiene precio para el { $day } en la tarifa { $list }: pónselo allí.
orders-free-line-price = Una línea libre necesita precio.
orders-negative-price = No puede ser menos que cero.
orders-quantity-positive = ¿Cuánto? Más que cero.
orders-quantity = Una cantidad como 12, 2,5 kg o 3 docenas.
orders-whole-pieces = Las piezas van enteras.
orders-too-many = Eso es demasiado para una línea.
orders-discount-most = Los descuentos van de 0 a { $most }.
orders-deposit = La señal va de cero al total.
orders-method-off = Esa forma de entrega está apagada en Ajustes.
orders-past = Ese día ya ha pasado.
orders-too-far = Falta demasiado para ese día.
orders-closed-weekday = Ese día de la semana está cerrado.
orders-closed-day = Ese día está cerrado: { $name }.
orders-not-that-weekday = { $name } no se hace ese día de la semana.
orders-lead-time = { $name } necesita { $days ->
    [one] un día
   *[other] { $days } días
}: puede estar el { $day }.
orders-late = Para el { $day } ya ha pasado la hora de cierre. El primer día posible es el { $next }. { orders-late-owner }
orders-late-no-next = Para el { $day } ya ha pasado la hora de cierre. { orders-late-owner }
orders-late-owner = Después del cierre solo puede meterlo el dueño, con un motivo.
orders-late-reason = Va después del cierre: di por qué.
orders-day-closed = El { $day } está cerrado: ya no cambia nada.
orders-day-not-open = El { $day } ya no está abierto.
orders-day-not-frozen = El { $day } no está en manos del obrador.
orders-allergen-stop = { $name } lleva { $allergen ->
    [gluten] { allergen-gluten }
    [crustaceans] { allergen-crustaceans }
    [eggs] { allergen-eggs }
    [fish] { allergen-fish }
    [peanuts] { allergen-peanuts }
    [soybeans] { allergen-soybeans }
    [milk] { allergen-milk }
    [nuts] { allergen-nuts }
    [celery] { allergen-celery }
    [mustard] { allergen-mustard }
    [sesame] { allergen-sesame }
    [sulphites] { allergen-sulphites }
    [lupin] { allergen-lupin }
    [molluscs] { allergen-molluscs }
   *[other] { $allergen }
}, que este cliente evita. Se guarda solo si lo confirmas.
orders-no-such-move = De «{ $from ->
    [pending] { orders-status-pending }
    [confirmed] { orders-status-confirmed }
    [preparing] { orders-status-preparing }
    [ready] { orders-status-ready }
    [dispatched] { orders-status-dispatched }
    [completed] { orders-status-completed }
    [cancelled] { orders-status-cancelled }
    [refunded] { orders-status-refunded }
   *[other] { $from }
}» no se puede pasar a «{ $to ->
    [pending] { orders-status-pending }
    [confirmed] { orders-status-confirmed }
    [preparing] { orders-status-preparing }
    [ready] { orders-status-ready }
    [dispatched] { orders-status-dispatched }
    [completed] { orders-status-completed }
    [cancelled] { orders-status-cancelled }
    [refunded] { orders-status-refunded }
   *[other] { $to }
}».
orders-customer-unknown = No hay ningún cliente así.
orders-cancelled-stays = El pedido está cancelado: recupéralo antes de cambiarlo.
orders-done-stays = El pedido ya ha salido y no se cambia: lo entregado se corrige en su albarán.
orders-undo-change = Deshacer el último cambio
orders-not-editable = El pedido ya está en el obrador y no se puede cambiar. Haz un pedido nuevo con lo que falta.
orders-over-credit = { $name } pasa de su límite de crédito. Cobra algo o sube el límite.
orders-cancel-reason = Di por qué se anula.
orders-cancel-late = Para el { $day } ya ha pasado la hora de cierre: no se puede anular.
orders-not-cancelled = Este pedido no está anulado.
orders-restore-closed = El { $day } ya está cerrado: no se puede recuperar.
orders-status-pending = por confirmar
orders-status-confirmed = confirmado
orders-status-preparing = en el obrador
orders-status-ready = listo
orders-status-dispatched = en reparto
orders-status-completed = entregado
orders-status-cancelled = anulado
orders-status-refunded = devuelto

# Páginas de pedidos.
orders-new-title = Nuevo pedido
orders-customer = Cliente
orders-customer-hint = Nombre o teléfono
orders-customer-several = ¿Cuál de estos?
orders-find = Buscar cliente
orders-point = Punto de entrega
orders-new-customer = Cliente nuevo.
orders-new-customer-hint = Se guarda con el pedido. Basta el nombre.
orders-customer-name = Nombre
orders-customer-phone = Teléfono
orders-customer-email = Correo
orders-entry = Artículo y cantidad
orders-recent = Pidieron hace poco
orders-entry-placeholder = p. ej. 12 ensaimada
orders-entry-several = Hay varios que encajan: elige uno o escribe más.
orders-entry-unknown = Nada se llama «{ $text }».
orders-entry-waits = Queda una línea sin añadir.
orders-free-line = Línea libre: { $text }
orders-free-name = Qué es
orders-lines = Lo pedido
orders-quantity-label = Cantidad
orders-quantity-of = Cantidad de { $name }
orders-item = Artículo
orders-price = Precio
orders-price-of = Precio a mano de { $name }
orders-amount = Importe
orders-remove = Quitar { $name }
orders-line-more = instrucciones, descuento
orders-line-note = Instrucciones para { $name }
orders-line-note-hint = cortado, muy hecho, sin sal…
orders-line-discount = descuento
orders-discount-of = Descuento de { $name }
orders-billing-address = Dirección de facturación
orders-business-model = Tipo de panadería
orders-model-individual-bakery = panadería individual
orders-model-central-bakery = obrador central
orders-line-tax = Impuesto de la línea
orders-why-list = tarifa { $name }
orders-why-hand = precio a mano
orders-why-none = sin precio
orders-contains = contiene { $names }
orders-allergen-warning = { $customer } pidió evitarlo y { $product } lo lleva: se guarda solo si lo confirmas.
orders-allergen-confirm = El cliente lo sabe y lo quiere
orders-date = Para el día
orders-time = Hora
orders-method = Entrega
orders-move-to = Pasarlo al { $day }
orders-late-note = La hora de cierre ya ha pasado. Con un motivo entra igual, y queda apuntado.
orders-late-reason-label = Por qué va después del cierre
orders-was-late = Entró después del cierre:
orders-more = Más datos
orders-note-of-delivery = Albarán
orders-source = Llegó por
orders-type = Tipo
orders-by-customer = según el cliente
orders-priority = Prisa
orders-payment = Se paga con
orders-not-said = sin decir
orders-discount = Descuento
orders-shipping = Gastos de entrega
orders-deposit-label = Señal
orders-contact = Se le avisa por
orders-address = Dirección de entrega
orders-delivery-notes = Notas para el reparto
orders-notes-visible = Nota para el cliente
orders-notes-internal = Nota interna
orders-is-paid = Ya está pagado
orders-total = Total
orders-total-discount = Descuento del { $rate }
orders-total-shipping = Gastos de entrega
orders-total-base = Base al { $rate }
orders-total-tax = IVA
orders-credit-left = crédito libre { $amount }
orders-credit-over = pasa del crédito en { $amount }
orders-usual = Lo de siempre
orders-repeat-last = repetir el último
orders-repeat = Repetir
orders-draft-offer = Dejaste un pedido a medias.
orders-saved = Pedido { $number } guardado · { $total }
orders-ticket = Ticket
orders-back = Volver al pedido
orders-moved = { $number }: { $status }
orders-cancelled = { $number } anulado
orders-restored = { $number } recuperado
orders-undone = Deshecho al momento
orders-save-changes = Guardar cambios
orders-add-line = Añadir
orders-notes = Notas
orders-note = Nota
orders-note-new = Nota nueva
orders-note-show = El cliente puede verla
orders-note-internal = interna
orders-note-visible = la ve el cliente
orders-handed-over = entregado: { $quantity }
orders-due = Vence
orders-restore = Recuperar
orders-cancel = Anular pedido
orders-cancel-why = Por qué se anula
orders-needed = Hace falta.
orders-refund = Dar por devuelto
orders-refund-why = Por qué se devuelve
orders-refund-lead = Lo entregado deja de deberse y no se factura. El dinero ya cobrado no se devuelve solo.
orders-refund-invoiced = Ya está en una factura, que se queda como está.
orders-no-reason = Sin motivo
orders-refund-reason = Di por qué se devuelve.
orders-refunded = Pedido { $number } devuelto.
orders-step-undone = paso deshecho
orders-no-step-back = Ese paso ya no se deshace: solo quien lo dio, en los diez minutos siguientes y si nada más ha pasado.
orders-same-day = Este cliente ya tiene el pedido { $number } para ese día ({ $status }).
orders-same-day-add = Abrir ese para añadirle
orders-same-day-see = Verlo
orders-waits = Espera a que alguien lo confirme.
orders-waits-business = Los pedidos de empresas los confirma alguien, según Ajustes.
orders-waits-retail = Los pedidos de tienda los confirma alguien, según Ajustes.
orders-waits-credit = Con este pedido el cliente pasa de su límite de crédito.
orders-waits-suspended = El cliente tiene el crédito suspendido.
orders-cancel-charge = Cargo por anular tarde
orders-cancel-charged-note = Ya ha pasado el cierre: se cobra igual, { $amount }.
orders-cancel-refused-note = Ya ha pasado el cierre: no se puede anular.
orders-history = Historial
orders-history-created = Tomado: { $status }
orders-history-status = Ahora: { $status }
orders-history-confirmed = Confirmado
orders-history-generated = Hecho por su pedido fijo
orders-history-status-changed = Cobro cambiado
orders-history-processing-started = En el obrador
orders-history-packed = Listo
orders-history-shipped = En reparto
orders-history-delivered = Entregado
orders-history-cancelled = Anulado
orders-history-refunded = Devuelto
orders-history-edited = Cambiado
orders-history-note-added = Nota añadida
orders-history-payment-received = Cobro
orders-history-payment-failed = Cobro fallido
orders-history-return-requested = Devolución pedida
orders-history-returned = Devuelto a la panadería
orders-history-told = cliente avisado
orders-history-not-told = cliente sin avisar
orders-line-unit-price = precio
orders-line-discount-percentage = descuento
orders-line-custom-instructions = indicaciones
orders-history-assigned = Asignado
orders-history-inventory-reserved = Género reservado
orders-history-inventory-released = Género liberado
orders-field-total-amount = Total
orders-field-requested-date = Día
orders-field-requested-time = Hora
orders-field-delivery-method = Entrega
orders-field-delivery-address = Dirección
orders-field-delivery-notes = Notas para el reparto
orders-field-notes = Nota para el cliente
orders-field-internal-notes = Nota interna
orders-field-discount-percentage = Descuento
orders-field-shipping-charge = Gastos de entrega
orders-field-payment-method = Se paga con
orders-field-payment-status = Cobro
orders-field-priority = Prisa
orders-field-note = Nota
orders-field-cancellation-charge = Cargo por anular tarde
orders-field-allergen-override = El cliente lo sabe y lo quiere, aunque lleva lo que evita
orders-do-confirmed = Confirmar
orders-do-ready = Listo
orders-do-completed = Entregado
orders-method-pickup = recogida
orders-method-delivery = reparto
orders-method-shipping = envío
orders-type-retail = tienda
orders-type-wholesale = mayorista
orders-type-custom = encargo
orders-type-standing = fijo
orders-source-phone = teléfono
orders-source-in-store = mostrador
orders-source-online = internet
orders-source-email = correo
orders-source-auto-recurring = pedido fijo
orders-priority-standard = normal
orders-priority-rush = urgente
orders-priority-scheduled = con fecha
orders-payment-cash = efectivo
orders-payment-card = tarjeta
orders-payment-transfer = transferencia
orders-payment-direct-debit = recibo
orders-payment-credit = a cuenta
orders-paid-unpaid = sin pagar
orders-paid-paid = pagado
orders-paid-partial = pagado en parte
orders-paid-overdue = vencido
orders-contact-email = correo
orders-contact-phone = teléfono
orders-contact-whatsapp = WhatsApp
orders-filter-fold = { $count ->
    [0] Filtrar
   *[other] Filtrar ({ $count })
}
orders-week = Los próximos siete días
orders-count = { $count ->
    [0] nada aún
    [one] un pedido
   *[other] { $count } pedidos
}
orders-filters = Filtros
orders-filter = Filtrar
orders-filter-wrong = La lista no hace caso de lo que no se entiende.
orders-filter-all = Todos
orders-filter-unpaid = sin pagar
orders-filter-text = Número o cliente
orders-filter-none = Quitar filtros
orders-from = Desde
orders-until = Hasta
orders-state = Estado
orders-any = cualquiera
orders-route = Ruta
orders-sort = Orden
orders-sort-usual = el de siempre
orders-sort-up = primero lo más cercano
orders-sort-down = primero lo último
orders-none = No hay pedidos de hoy en adelante.
orders-none-fit = Ningún pedido encaja con esos filtros.
orders-first = Desde el principio
search-hint = Busca un pedido por su número, un cliente por nombre o teléfono, un artículo o una página.
search-nothing = Nada con «{ $text }».
search-new-customer = Cliente nuevo
search-order = pedido
search-customer = cliente
search-item = artículo
search-place = ir a
orders-standing = Pedido fijo
orders-overtaken = { $name } ha cambiado este pedido ({ $at }) mientras escribías.
orders-overtaken-yours = Lo tuyo sigue aquí, sin guardar: si lo guardas, queda lo tuyo.
orders-overtaken-theirs = Dejarlo como está ahora
orders-now-quantity = Ahora hay guardado { $value }.
orders-now-price = Ahora a { $value } €.
orders-sort-taken-down = último pedido tomado
orders-sort-taken-up = primer pedido tomado
orders-sort-total-down = de más a menos importe
orders-sort-total-up = de menos a más importe
orders-sort-customer-up = cliente, de la A a la Z
orders-sort-customer-down = cliente, de la Z a la A
orders-search-much = Hay más de { $count } clientes así: escribe más de su nombre.
orders-sort-much = Son demasiados para ordenarlos así: elige { $days } días como mucho, un cliente, o un estado en marcha (de «por confirmar» a «en reparto»).
orders-sort-month = Ordenar solo este mes
orders-views = Mis vistas
orders-view-keep = Guardar esta vista
orders-view-name = Nombre de la vista
orders-view-kept = Vista «{ $name }» guardada
orders-view-remove = Borrar la vista «{ $name }»
orders-view-removed = Vista borrada
orders-view-restored = La vista vuelve a estar
orders-view-taken = Ya tienes una vista con ese nombre.
orders-view-most = Caben { $most } vistas: borra una que ya no uses.
orders-view-empty = Filtra algo antes de guardar la vista.
orders-pictures = Fotos
orders-picture = Foto del encargo
orders-picture-file = Foto de cómo lo quiere
orders-picture-put = Añadir foto
orders-picture-restored = La foto vuelve a estar
orders-picture-most = Caben { $most } fotos: quita una.
orders-history-picture-added = Foto añadida
orders-history-picture-removed = Foto quitada
orders-filter-more = Más filtros
orders-week-grid = Semana
orders-calendar = Calendario
orders-cost = Coste
orders-cost-unknown = no se conoce entero
orders-margin = Margen
orders-line-margin = cuesta { $cost }, deja { $margin }
orders-charge-taken = El cargo por anular tarde ya está en una factura.
orders-field-cancellation-invoice = Factura del cargo
orders-charge-invoice = Cargo facturado
orders-change-undone = Cambio deshecho
orders-nothing-to-undo = No hay ningún cambio que deshacer.
orders-left = quedan { $amount }
orders-left-short = solo quedan { $amount }
orders-customer-retired = { $name } está retirado: vuelve a ponerlo en uso antes de tomarle un pedido.
orders-has-variants = { $name } tiene variantes: elige una ({ $variants }).
orders-tomorrow-closed = Mañana { $weekday } está cerrado.
orders-tomorrow-cut-off = Mañana { $weekday } ya se cerró a las { $time }.
orders-tomorrow-shut = Mañana { $weekday } ya está en el obrador.
orders-same-day-join = Añadir estas líneas a { $number }
orders-joined-lead = Las líneas marcadas vienen del pedido nuevo: se añaden al guardar los cambios.
orders-joined-line = se añade
orders-joined-left = Este pedido se queda con lo que ya tenía; del nuevo no pasa: { $what }.
orders-joined-back = Volver al pedido nuevo
orders-nothing-changed = No había nada que cambiar.
orders-draft-discarded = Pedido a medias descartado.
