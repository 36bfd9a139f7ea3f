# Almacén.
stock-title = Almacén
stock-worth = vale { $value }
stock-location = Obrador
stock-item = Artículo
stock-on-hand = Hay
stock-expiry = Caducidad
stock-average = Coste medio
stock-value = Valor
stock-search = Buscar artículo o código
stock-filter = Qué se ve
stock-show-all = Todo
stock-show-bought = Ingredientes y compras
stock-show-made = Lo que se hace
stock-show-low = Por debajo del mínimo
stock-show-held = Lo que hay
stock-show-retired = Retirados con existencias
stock-show-everything = Ver todo el almacén
stock-none-found = No hay ningún artículo así.
stock-empty-items = Aquí se verá lo que hay de cada artículo. Primero hacen falta artículos.
stock-empty-items-button = Ir a los artículos
stock-opening-b = Todavía no se ha contado nada.
stock-opening-note = Cuenta una vez lo que hay y lo que costó; desde ahí se lleva la cuenta sola.
stock-opening-button = Contar lo que hay
stock-opening = primer recuento
stock-expired-count = { $count ->
    [one] Ha caducado un lote.
   *[other] Han caducado { $count } lotes.
}
stock-expired-look = Ver qué
stock-below = entregado antes de la hornada
stock-low = mínimo { $level }
stock-expired-on = caducó el { $day }
stock-item-card = Ficha
stock-item-recipe = Receta
stock-lots = Lotes
stock-lots-note = sale primero lo que antes caduca
stock-lots-empty = No queda nada.
stock-lot = Lote
stock-untracked = sin lote
stock-supplier = Proveedor
stock-made-on = hecho el { $day }
stock-their-lot = su lote { $lot }
stock-ledger = Movimientos
stock-ledger-note = lo último, primero
stock-ledger-empty = Este artículo no se ha movido nunca.
stock-when = Cuándo
stock-why = Motivo
stock-quantity-head = Cantidad
stock-for-day = del { $day }
stock-newest = Los últimos
stock-older = Anteriores
stock-reason-opening = Primer recuento
stock-reason-receipt = Entrada
stock-reason-consumption = Gastado en el obrador
stock-reason-production = Hornada
stock-reason-delivery = Entregado
stock-reason-count = Recuento
stock-reason-waste = Tirado
stock-reason-return = Devuelto
stock-reason-reversal = Deshecho
stock-waste-title = Tirar
stock-waste-lead = toca lo que se tira; la razón es el botón
stock-waste-head = Tirar
stock-waste-how-much = Cuánto
stock-waste-why = ¿Por qué? Al tocar queda apuntado.
stock-waste-first-lot = lo que antes caduca
stock-waste-empty = No hay nada que tirar.
stock-waste-unsold = No se vendió
stock-waste-spoiled = Se ha estropeado
stock-waste-expired = Caducado
stock-waste-broken = Se ha roto o caído
stock-waste-failed = Salió mal
stock-waste-tasting = Prueba o consumo propio
stock-wasted = Tirado: { $what }, { $quantity }.
stock-waste-undone = Vuelve a estar en el almacén.
stock-throw-away = Tirar
stock-quantity = Una cantidad como «2,5», «250 g» o «3 docenas».
stock-expiring-title = Caducidades
stock-expiring-lead = lo que hay que gastar o tirar
stock-expiring-days = { $count ->
    [0] Hoy
    [one] Un día
   *[other] { $count } días
}
stock-expiring-none = { $count ->
    [0] Nada caduca hoy.
    [one] Nada caduca hasta mañana.
   *[other] Nada caduca en { $count } días.
}
stock-mark-expired = Caducado:
stock-mark-soon = Pronto:
stock-expired-since = { $count ->
    [one] caducó ayer, { $day }
   *[other] caducó hace { $count } días, el { $day }
}
stock-expires-in = { $count ->
    [0] caduca hoy, { $day }
    [one] caduca mañana, { $day }
   *[other] caduca en { $count } días, el { $day }
}
stock-count-title = Recuento
stock-count-lead = lo que quede en blanco no se ha contado
stock-count-opening-b = Nuevo en el almacén.
stock-count-opening-note = Lo que nunca se ha movido entra con esta cuenta: pon también lo que costó y cuándo caduca.
stock-count-print = Imprimir hoja
stock-count-sheet = Hoja de recuento
stock-count-by = Contado por
stock-count-day = Día
stock-count-note = Nota
stock-count-more = Coste y caducidad
stock-count-why-more = Motivo, o coste y caducidad de lo nuevo
stock-count-save = Guardar recuento
stock-count-nothing = No hay nada que contar aquí.
stock-count-no-reason = –
stock-count-unknown = No se sabe
stock-count-unbooked = Gastado sin apuntar
stock-count-broken = Roto o caído
stock-count-spoiled = Estropeado
stock-count-entry = Error al apuntar
stock-expected = Debería haber
stock-counted-head = Hay
stock-counted-of = Cuánto hay de { $name } { $lot }
stock-lot-of = Lote de { $name }
stock-cost-of = Coste de { $name }
stock-expiry-of = Caducidad de { $name }
stock-why-of = Motivo de la diferencia de { $name }
stock-counts = Últimos recuentos
stock-counts-lines = { $count ->
    [one] una línea
   *[other] { $count } líneas
}, { $differences ->
    [0] sin diferencias
    [one] una diferencia
   *[other] { $differences } diferencias
}
stock-counted = { $count ->
    [one] Recuento guardado: una línea.
   *[other] Recuento guardado: { $count } líneas.
}
stock-unit-g = g
stock-unit-kg = kg
stock-unit-ml = ml
stock-unit-l = l
stock-unit-unit = uds.
stock-unit-dozen = docenas
stock-service = Un servicio no tiene existencias.
stock-above-zero = Tiene que ser más que cero.
stock-value-below-zero = El valor no puede ser negativo.
stock-short = No hay bastante: { $what }.
stock-short-expired = lote { $lot }, caducado el { $day }: { $amount }
stock-field-id = Esto no es un identificador.
stock-lot-other-expiry = Ese lote ya existe con otra caducidad.
stock-count-empty = No se ha contado nada todavía.
stock-count-future = Ese día no ha llegado.
stock-count-old = Un recuento es de hoy o de ayer: se compara con lo que hay ahora.
stock-count-below-zero = No se puede contar menos que nada.
stock-opening-moved = Este artículo ya tiene movimientos: cuéntalo en un recuento normal.
stock-count-moved = Las existencias se han movido mientras contabas. Mira lo que debería haber y vuelve a guardar.
stock-count-twice = Este lote ya está en otra línea.
stock-count-other-lot = Ese lote es de otro artículo.
stock-count-why = No coincide con lo anotado: di por qué.
stock-count-of = Recuento
stock-count-difference = Diferencia
stock-count-same = Todo coincidía con lo anotado.
stock-expiry-correct = Corregir la caducidad de un lote
stock-expiry-right = Su último día
stock-expiry-none = No caduca
stock-expiry-set = Caducidad corregida.
stock-expiry-same = Ya tiene ese día.
stock-expiry-before-made = Es antes del día en que se hizo.
stock-used-already = No se puede sacar lo que ya se ha usado: { $what }. Corrige lo que hay en el recuento.
stock-used-of = { $item }, lote { $lot }: quedan { $left } de { $booked }
stock-count-next = Guardar y seguir con la página siguiente
stock-count-stop = Guardar y acabar
