# La hoja de hornada y sus tandas.
production-title = Producción
production-state-open = abierto
production-state-closed = cerrado
production-version = Versión { $version }
production-figures = { $orders ->
    [one] un pedido
   *[other] { $orders } pedidos
} · { $pieces } piezas
production-other = Otras elaboraciones
production-changes = Cambia respecto a lo impreso
production-changes-lead = márcalo cuando lo hayas visto
production-change-new = Cambio sin ver
production-change-seen = Visto
production-packing-changes = Cambia solo el reparto
production-packing-lead = lo que se hornea sigue igual
production-since-version = desde la versión { $version }
production-empty = No hay nada que hornear este día.
production-count-of = { $count } de { $product }: de qué pedidos es
production-baked = { $amount } hechas
production-tick = Hecho: { $product }
production-untick = Deshacer: { $product }
production-done = Hecho
production-to-do = Por hacer
production-freeze = Cerrar pedidos ahora
production-freeze-lead = Se hace solo a la hora del cierre: fija la hoja y prepara los albaranes.
production-freeze-for-good = Lo que llegue después cambia la hoja, y ya no se vuelve a abrir.
production-freeze-day = Cerrar los pedidos del { $day }
production-unconfirmed = { $count ->
    [one] Un pedido de ese día está sin confirmar: se hornea, pero no tiene albarán hasta que se confirme.
   *[other] { $count } pedidos de ese día están sin confirmar: se hornean, pero no tienen albarán hasta que se confirmen.
}
production-close = Terminar el día
production-close-ahead = Se termina ese mismo día o después.
production-close-unbaked = { $count ->
    [one] Queda un artículo sin marcar como hecho.
   *[other] Quedan { $count } artículos sin marcar como hechos.
}
production-close-lead = Todo está entregado o de vuelta. Después ya no se deshace nada.
production-notes-waiting = { $count ->
    [one] Falta un albarán por entregar.
   *[other] Faltan { $count } albaranes por entregar.
}
production-said-baked = Hecho: { $product }.
production-said-unticked = Deshecho. Los ingredientes vuelven al almacén.
production-said-frozen = Día cerrado a pedidos. Versión { $version }.
production-said-closed = Día terminado.
production-change-ticked = Ese cambio ya estaba visto.
production-not-made = Eso no se hornea aquí.
production-baked-already = Ya está todo hecho.
production-nothing-baked = No hay ninguna tanda que deshacer.
production-day-closed = El día está terminado y no cambia más.
production-tick-far = Lo horneado se apunta para días del { $from } al { $until }.
production-short-title = Faltan ingredientes
production-short-b = No se ha apuntado nada.
production-short-lead = Según el almacén no hay bastante. Si el saco está ahí, cuéntalo o recíbelo y vuelve a marcar la línea.
production-short-held = hay { $amount }
production-short-wanted = hacen falta { $amount }
production-short-open = Abrir
production-short-anyway = Ya está horneado: apúntalo
production-short-anyway-hint = Sale del almacén lo que figura; lo que falta queda en el historial hasta que alguien cuente.
production-short-expired-hint = Lo caducado sale lo último, y queda en el historial.
production-short-count = Contar el almacén
production-ordered = pedidas
production-baked-so-far = hechas
production-made-of = De qué pedidos es
production-made-of-nothing = Ningún pedido con fecha lo lleva. Si está en la hoja, viene de un pedido fijo que aún no ha salido.
production-order-count = { $count ->
    [one] un pedido
   *[other] { $count } pedidos
}
production-bake = Hornear
production-quantity = Cantidad de esta tanda
production-post = Apuntar la tanda
production-untick-last = Deshacer la última tanda
production-batches = Tandas
production-taken-back = deshecha
job-cutoff = Cierre de pedidos
job-cutoff-about = A la hora del cierre fija la hoja del día y prepara sus albaranes.
job-cutoff-done = { $day }: cerrado con { $count ->
    [one] un pedido
   *[other] { $count } pedidos
}.
job-cutoff-nothing = El día ya estaba cerrado.
production-whole = Hoja entera
production-wanted = por hornear
production-extra = { $amount } de más
production-unseen = Cambios anteriores sin ver
production-same = Para el horno no cambia nada: los cambios están en la preparación y el reparto.
production-too-much = Demasiado para un día: como mucho { $most } { $unit }.
production-freeze-far = Solo se cierra a mano desde ayer hasta dentro de { $days } días.
production-pieces = { $amount } ud
production-whole-pieces = Las piezas van enteras.
