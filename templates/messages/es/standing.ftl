# Pedidos fijos, pausas, días de cierre.
standing-title = Pedidos fijos
standing-usual-name = Pedido fijo
standing-active = Activos
standing-off = Parados
standing-new = Nuevo pedido fijo
standing-new-for = Pedido fijo para { $name }
standing-empty = Todavía no hay pedidos fijos.
standing-empty-off = No hay ninguno parado.
standing-none-found = Nadie con ese nombre tiene un pedido fijo.
standing-find = Cliente o nombre
standing-search = Buscar
standing-show-week = Semana
standing-show-calendar = Calendario
standing-show-pauses = Pausas
standing-show-closed = Días de cierre
standing-run = Hacer ahora los que toquen
standing-customer = Cliente
standing-rhythm = Cuándo
standing-next = Próximas entregas
standing-state = Estado
standing-state-off = parado
standing-state-failed = no se pudo hacer
standing-state-paused = en pausa
standing-state-paused-until = en pausa hasta { $day }
standing-state-ended = terminado
standing-state-from = desde { $day }
standing-rhythm-daily = cada día
standing-rhythm-weekly = { $days }
standing-rhythm-biweekly = cada dos semanas: { $days }
standing-rhythm-last-day = el último día de cada mes
standing-rhythm-month-day = el día { $day } de cada mes
standing-rhythm-month-nth = { $nth ->
    [1] el primer { $weekday } de cada mes
    [2] el segundo { $weekday } de cada mes
    [3] el tercer { $weekday } de cada mes
    [4] el cuarto { $weekday } de cada mes
   *[other] el último { $weekday } de cada mes
}
standing-missed-title = Entregas que se pasaron
standing-missed-note = Nada se hace sin preguntar.
standing-missed-make = Hacer ahora
standing-missed-make-hint = Sale hoy, o en su día si aún no ha pasado.
standing-missed-drop = Dejarlo
standing-missed-drop-past = Dejar todas las pasadas
standing-missed-owner = Después del cierre solo puede hacerlas el dueño.
standing-missed-reason = Motivo
standing-missed-date = Era para el { $day }
standing-missed-why-off = El programa no estaba en marcha: lo vio el { $found }.
standing-missed-why-frozen = Ese día se cerró el { $closed } sin este pedido fijo: se vio el { $found }.
standing-missed-why-cutoff = Se vio el { $found }, cuando ya había pasado la hora de cierre.
standing-missed-made = Hecho: pedido { $number }.
standing-missed-dropped = Dejado. No se hará.
standing-missed-all-dropped = { $count ->
    [one] Dejada una entrega.
   *[other] Dejadas { $count } entregas.
}
standing-missed-gone = Esa entrega ya no espera decisión.
standing-missed-has-order = De esa entrega ya hay un pedido: { $number }.
standing-missed-wait-again = Vuelven a esperar decisión.
standing-day-closed = El { $day } ya está cerrado.
standing-failed-title = No se pudieron hacer
standing-failed-inside = Ha fallado algo del programa.
standing-job-made = { $count ->
    [0] Nada que hacer: todos los pedidos fijos están hechos.
    [one] Un pedido hecho.
   *[other] { $count } pedidos hechos.
}
standing-job-missed = { $count ->
    [one] Una entrega pasada espera decisión.
   *[other] { $count } entregas pasadas esperan decisión.
}
standing-job-failed = { $count ->
    [one] Uno no se pudo hacer: { $names }.
   *[other] { $count } no se pudieron hacer: { $names }.
}
standing-did-make = { $count ->
    [one] Pedido hecho: { $numbers }.
   *[other] { $count } pedidos hechos: { $numbers }.
}
standing-did-change = { $count ->
    [one] Pedido cambiado: { $numbers }.
   *[other] { $count } pedidos cambiados: { $numbers }.
}
standing-did-cancel = { $count ->
    [one] Pedido anulado: { $numbers }.
   *[other] { $count } pedidos anulados: { $numbers }.
}
standing-left-frozen = Sin tocar: { $number } del { $day } ya está en el obrador.
standing-left-frozen-day = El { $day } ya está en el obrador: decide si se hace.
standing-left-by-hand = Sin tocar: { $number } del { $day } se cambió a mano.
standing-left-by-hand-day = El { $day } se cambió a mano.
standing-left-called-off = Sin tocar: { $number } del { $day } se anuló a mano.
standing-left-called-off-day = El { $day } se anuló a mano.
standing-left-refused = Sin tocar: { $number } del { $day }. { $reason }
standing-left-refused-day = No se ha hecho el del { $day }: { $reason }
standing-left-more = { $count ->
    [one] Y otro más sin tocar.
   *[other] Y { $count } más sin tocar.
}
standing-left-others = { $count ->
    [one] Ese día hay otro pedido que sigue en pie.
   *[other] Ese día hay otros { $count } pedidos que siguen en pie.
}
standing-because-edited = Cambio del pedido fijo
standing-because-undone = Cambio del pedido fijo deshecho
standing-because-stopped = Pedido fijo parado
standing-because-skipped = Pedido fijo: esta vez no
standing-because-moved = Pedido fijo: entrega movida
standing-because-changed = Pedido fijo: cambio de ese día
standing-because-paused = Pausa del cliente
standing-because-resumed = Fin de la pausa
standing-because-closed = Panadería cerrada
standing-because-reopened = La panadería abre ese día
standing-past = Ese día ya ha pasado.
standing-outside = Ese día cae fuera del pedido fijo.
standing-no-date = Ese día no hay entrega.
standing-not-their-point = Ese punto de entrega no es de este cliente.
standing-no-lines = Pon al menos una cantidad.
standing-too-many-lines = Como mucho { $most } artículos.
standing-product-twice = Ese artículo ya está en otra línea.
standing-no-item = Ese artículo no existe.
standing-which-item = ¿Qué artículo? Elige uno de la lista.
standing-not-sold = { $name } ya no se vende.
standing-wrong-unit = { $name } no se mide así.
standing-negative = Menos de cero no puede ser.
standing-whole-pieces = Piezas enteras, por favor.
standing-too-many = Son demasiadas.
standing-end-before-start = El final va antes del principio.
standing-no-shipping = Un pedido fijo se reparte o se recoge.
standing-customer-inactive = Ese cliente está de baja.
standing-customer-fixed = Un pedido fijo no cambia de cliente.
standing-active-already = Ya está en marcha.
standing-inactive-already = Ya está parado.
standing-move-distance = Como mucho a { $most } días, y no el mismo día.
standing-closed-on = El { $day } está cerrado: { $name }.
standing-closed-weekday-on = El { $day } no se abre: es día de cierre semanal.
standing-paused-on = El { $day } el cliente está en pausa.
standing-not-paused = Ese día el cliente no está en pausa.
standing-month-rule = Di el día del mes, o la semana y el día.
standing-month-both = Di el día del mes o el día de la semana, no los dos.
standing-delivery-day = «{ $text }» no es un día de la semana: lunes, martes… o un número del 1 al 7.
standing-quantities-day = «{ $text }» no es un día: van de monday a sunday.
standing-each = Cada entrega
standing-item = Artículo
standing-unit = Unidad
standing-add-item = Añadir artículo
standing-cell = { $item }, { $day }
standing-grid = Cantidades por día de la semana
standing-grid-hint = Flechas e Intro pasan de casilla; se puede pegar desde una hoja de cálculo.
standing-from = Desde cuándo
standing-from-hint = Lo de antes se queda como está.
standing-later-change = Desde el { $day } ya hay otro cambio previsto. Si guardas uno anterior, lo sustituye.
standing-name = Nombre
standing-frequency = Ritmo
standing-frequency-daily = Cada día
standing-frequency-weekly = Cada semana
standing-frequency-biweekly = Cada dos semanas
standing-frequency-monthly = Cada mes
standing-month-day = Día del mes
standing-month-day-hint = 31 es el último.
standing-month-nth = O bien
standing-month-weekday = Día de la semana
standing-nth-1 = el primer
standing-nth-2 = el segundo
standing-nth-3 = el tercer
standing-nth-4 = el cuarto
standing-nth-5 = el último
standing-start = Empieza
standing-end = Termina
standing-point = Punto de entrega
standing-method = Cómo
standing-method-delivery = Reparto
standing-method-pickup = Recogida
standing-time = Hora
standing-notes = Indicaciones para el reparto
standing-more = Ritmo, entrega y final
standing-created = Pedido fijo de { $name } guardado.
standing-saved = Guardado desde el { $day }.
standing-succeeded = Guardado: el anterior termina y este empieza el { $day }.
standing-choose = ¿Para qué cliente?
standing-choose-none = No se encuentra a nadie así.
standing-stop = Parar
standing-start-again = Poner en marcha
standing-stopped = Parado.
standing-started = En marcha otra vez.
standing-pause = Pausa
standing-ahead = Próximas fechas
standing-ahead-none = No hay ninguna fecha en un año.
standing-ahead-frozen = en el obrador
standing-ahead-moved = se entrega el { $day }
standing-ahead-changed = solo esta vez
standing-ahead-missed = espera decisión
standing-ahead-dropped = no se hará
standing-why-inactive = parado
standing-why-skipped = esta vez no
standing-why-paused = en pausa
standing-why-closed = cerrado
standing-why-nothing = sin cantidades
standing-cancelled = anulado
standing-skip = Saltar
standing-skip-date = Saltar el { $day }
standing-restore = Como siempre
standing-day-title = Solo el { $day }
standing-day-note = El pedido fijo no cambia: la semana que viene, como siempre.
standing-day-save = Guardar este día
standing-day-move = Entregar otro día
standing-day-move-to = Qué día
standing-day-move-save = Mover
standing-day-reason = Motivo
standing-day-another = Otro día
standing-day-go = Ver ese día
standing-day-changed = Cambiado solo el { $day }.
standing-day-moved = La entrega del { $day } pasa al { $to }.
standing-day-skipped = Saltado el { $day }.
standing-day-restored = El { $day } va como siempre.
standing-history = Historial
standing-pauses-title = Pausas
standing-pauses-note = Vacaciones y cierres de los clientes: mientras duran no se hace nada de sus pedidos fijos.
standing-pauses-empty = Nadie está en pausa.
standing-pause-who = Quién
standing-pause-from = Desde
standing-pause-until = Hasta
standing-pause-until-hint = El último día. Vacío: hasta que se diga.
standing-pause-open = hasta que se diga
standing-pause-reason = Motivo
standing-pause-add = Poner en pausa
standing-pause-end = Volver hoy
standing-pause-remove = Quitar
standing-pause-removed = Pausa quitada.
standing-pause-choose = Buscar al cliente
standing-paused = { $name } en pausa desde el { $from }.
standing-paused-until = { $name } en pausa del { $from } al { $until }.
standing-resumed = Se vuelve a entregar desde el { $day }.
standing-closed-title = Días de cierre
standing-closed-note = Esos días no sale ningún pedido fijo de nadie.
standing-closed-empty = No hay ningún día de cierre por delante.
standing-closed-day = Día
standing-closed-name = Por qué
standing-closed-name-hint = Navidad, patrona, vacaciones …
standing-closed-add = Cerrar ese día
standing-closed-remove = Abrir
standing-day-closed-now = Cerrado el { $day }.
standing-day-open-again = Abierto otra vez el { $day }.
standing-totals-title = Pedidos fijos, { $from } – { $to }
standing-totals-note = Lo ya hecho y lo que falta por hacer, de todos los clientes.
standing-totals-empty = Esa semana no hay pedidos fijos.
standing-total = Total
standing-calendar-title = Calendario de pedidos fijos
standing-cal-closed = Cerrado: { $name }
standing-cal-made = { $count ->
    [one] un pedido hecho
   *[other] { $count } pedidos hechos
}
standing-cal-to-come = { $count ->
    [one] uno por hacer
   *[other] { $count } por hacer
}
standing-cal-paused = { $count ->
    [one] uno en pausa
   *[other] { $count } en pausa
}
standing-cal-skipped = { $count ->
    [one] uno saltado
   *[other] { $count } saltados
}
standing-cal-prevented = { $count ->
    [one] uno no sale
   *[other] { $count } no salen
}
standing-week-title = La semana de { $name }
standing-week-empty = { $name } no tiene ningún pedido fijo.
standing-week-saved = Guardada la semana desde el { $day }.
standing-change-undone = Deshecho: el pedido fijo vuelve a ser como antes.
standing-take-back = Deshacer el último cambio
standing-nothing-to-undo = No hay ningún cambio que deshacer.
standing-week-same = No había nada que cambiar.
standing-from-order = Repetir este pedido
standing-from-order-lead = { $number } de { $name }: ¿qué días?
standing-from-order-days = Días
standing-from-order-none = Elige al menos un día.
standing-from-order-goods = Lo que se repite
standing-from-order-save = Hacerlo fijo
standing-from-order-free = Las líneas sin artículo no se repiten.
standing-unit-unit = ud
standing-unit-dozen = docena
job-standing-orders = Pedidos fijos
job-standing-orders-about = Hace los pedidos fijos de los próximos días; los que se pasaron quedan a la espera de decidir.
standing-too-far = Como mucho a cuatro semanas.
did-succeeded = Terminado: sigue en otro
did-edit-undone = Cambio deshecho
did-activated = Puesto en marcha
did-deactivated = Parado
did-date-skipped = Un día saltado
did-date-changed = Un día cambiado
did-date-moved = Un día movido
did-date-restored = Un día como siempre
did-failed = No se pudo hacer
did-missed-made = Entrega pasada, hecha
did-missed-dropped = Entrega pasada, dejada
did-standing-paused = Pedidos fijos en pausa
did-standing-resumed = Fin de la pausa
did-generated = Hecho de un pedido fijo
did-missed-waits = Vuelve a esperar decisión
standing-order-field-day = Día
standing-order-field-moved-to = Pasa al
standing-order-field-from = Desde
standing-order-field-end-date = Termina
standing-order-field-delivery-time = Hora
standing-order-field-recurring-name = Nombre
job-round-cutoff = Cierre de un reparto
job-round-cutoff-about = Al cierre de cada reparto hace los pedidos fijos de ese día que falten; el día sigue abierto.
standing-has-variants = { $name } tiene variantes: elige una de ellas.
standing-pause-runs-on = La pausa sigue como estaba.
standing-not-ended = La pausa ya llega hasta ahí.
