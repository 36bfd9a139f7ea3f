invoices-title = Facturas
invoices-one = Factura { $number }
invoices-of = de { $name }
invoices-figures = Cifras de cobro
invoices-outstanding = Por cobrar
invoices-overdue = Vencido
invoices-days-to-payment = Días hasta cobrar
invoices-no-figure = –
invoices-more-figures = Por antigüedad y por semana
invoices-ageing = Por antigüedad
invoices-age-not-due = Sin vencer
invoices-age-30 = De 1 a 30 días
invoices-age-60 = De 31 a 60 días
invoices-age-90 = De 61 a 90 días
invoices-age-more = Más de 90 días
invoices-expected = Lo que debería entrar
invoices-week-of = Semana del { $day }
invoices-week-later = Desde el { $day }
invoices-filters = Qué facturas
invoices-show-all = Todas
invoices-show-open = Por cobrar
invoices-show-overdue = Vencidas
invoices-show-paid = Cobradas
invoices-month = Mes
invoices-show-month = Ver el mes
invoices-no-filter = Quitar filtros
invoices-none = No hay facturas que enseñar aquí.
invoices-number = Factura
invoices-customer = Cliente
invoices-date = Fecha
invoices-due = Vence
invoices-state = Estado
invoices-total = Total
invoices-open = Pendiente
invoices-paid = Cobrado
invoices-state-issued = emitida
invoices-state-sent = enviada
invoices-state-paid = cobrada
invoices-state-overdue = { $days ->
    [one] vencida hace un día
   *[other] vencida hace { $days } días
}
invoices-due-link = Por facturar
invoices-due-title = Por facturar
invoices-due-lead = entregado y sin factura a { $day }
invoices-due-none = No hay nada por facturar: lo entregado ya tiene factura o su periodo no ha acabado.
invoices-due-none-yet = Hoy no toca emitir ninguna.
invoices-waiting = Entregado, aún sin factura
invoices-waiting-note = se factura sola el día que toca
invoices-waiting-until = se factura el { $day }
invoices-waiting-now = Facturar ya…
invoices-due-count = { $count ->
    [one] en una factura
   *[other] en { $count } facturas
}
invoices-issue-all = { $count ->
    [one] Emitir la factura
   *[other] Emitir las { $count } facturas
}
invoices-issue-one = Emitir ahora
invoices-notes = { $count ->
    [one] un albarán
   *[other] { $count } albaranes
}
invoices-would-be-due = se paga el { $day }
invoices-mark-late = Necesita a alguien
invoices-mark-soon = Quedan entregas abiertas
invoices-mark-calm = En orden
invoices-under-way = { $count ->
    [one] Un albarán de estos días sigue sin cerrar.
   *[other] { $count } albaranes de estos días siguen sin cerrar.
}
invoices-past-deadline = Ha pasado el plazo: hasta el día 15 del mes siguiente a la entrega.
invoices-breaks-fresh = Con factura mensual, lo fresco vence casi al emitirla: se paga a los 30 días de cada entrega.
invoices-offer-fortnightly = Pasar a quincenal
invoices-bakery-lacks = A la panadería le faltan sus datos: nombre legal, NIF, calle, código postal o población. Están en Ajustes.
invoices-lacks-name = Falta el nombre.
invoices-lacks-tax-id = Falta el NIF.
invoices-lacks-street = Falta la calle.
invoices-lacks-postcode = Falta el código postal.
invoices-lacks-town = Falta la población.
invoices-surcharge-not-yet = Está en recargo de equivalencia, y Hornada todavía no sabe hacer esas facturas.
invoices-negative = Las vueltas suman más que las entregas. Hace falta una factura rectificativa, que Hornada todavía no hace.
invoices-cannot = No se puede facturar a { $name }. { $problems }
invoices-nothing = No hay nada entregado y sin factura.
invoices-other-payer = Los albaranes no son todos de este cliente.
invoices-note-taken = Un albarán ya tiene factura o no está entregado.
invoices-two-months = Una factura no puede llevar entregas de dos meses distintos.
invoices-two-modes = Una factura no puede mezclar precios con IVA y sin IVA.
invoices-before-delivery = Una factura no puede llevar fecha anterior a la entrega.
invoices-series-wrong = La serie de facturas, en Ajustes, solo puede llevar letras, cifras, guion, barra y punto.
invoices-no-address = El cliente no tiene correo. Se puede imprimir.
invoices-pdf = PDF
invoices-download = Descargar
invoices-copy = Duplicado
invoices-send-first = Enviar por correo
invoices-send-again = Enviar otra vez
invoices-sent-again = La factura sale otra vez por correo.
invoices-standing = Cobro
invoices-no-payments = Aún no se ha cobrado nada.
invoices-notes-on-it = Albaranes
invoices-mails = Correos
invoices-no-mails = No ha salido por correo.
invoices-mail-waiting = en cola
invoices-mail-sending = saliendo
invoices-mail-sent = enviado
invoices-mail-failed = no ha salido
invoices-mail-uncertain = no se sabe si llegó
invoices-mail-cancelled = anulado
invoices-history = Historial
invoices-did-issued = Emitida
invoices-did-sent-again = Enviada otra vez
invoices-did-paid = Cobrada
invoices-did-partly-paid = Cobrada en parte
invoices-did-payment-reversed = Cobro anulado
invoices-did-overdue = Vencida
invoices-did-reminded = Recordatorio enviado
invoices-terms-at-once = Al contado
invoices-terms-fresh = { $days ->
    [one] Un día desde la primera entrega
   *[other] { $days } días desde la primera entrega
}
invoices-terms-other = { $days ->
    [one] Un día desde la factura
   *[other] { $days } días desde la factura
}
invoices-paid-any-way = Efectivo, tarjeta o transferencia
invoices-line-returned = { $name } (entregado { $delivered }, devuelto { $returned })
invoices-unit-piece = ud
invoices-unit-dozen = docena
invoices-unit-pack = envase
invoices-mail-subject = Factura { $number } de { $bakery }
invoices-net-price = { $price } sin IVA
invoices-paid-already = Pagada { $how }
invoices-paid-part = Ya se pagaron { $amount } { $how }: quedan { $left }.
invoices-paid-now = Ya está pagada
invoices-mail-text-paid =
    Hola, { $name }:

    Te enviamos la factura { $number }, de { $total }. { $how }: no queda nada por pagar.

    Gracias,
    { $bakery }
invoices-mail-text-part =
    Hola, { $name }:

    Te enviamos la factura { $number }, de { $total }. Ya has pagado { $paid }; los { $left } que quedan se pagan el { $due }.

    Gracias,
    { $bakery }
invoices-mail-text =
    Hola, { $name }:

    Te enviamos la factura { $number }, de { $total }. Se paga el { $due }.

    Gracias,
    { $bakery }
invoices-job-made = { $count ->
    [0] No había facturas que emitir.
    [one] Emitida una factura.
   *[other] Emitidas { $count } facturas.
}
invoices-job-refused = { $count ->
    [one] Una no se ha podido emitir.
   *[other] { $count } no se han podido emitir.
}
job-invoices = Facturas
job-invoices-about = Emite por la mañana las facturas de los periodos acabados, y por la noche las de los particulares por lo entregado ese día.
job-invoices-when = cada día a las 06:00 y a las 23:00
invoices-line-charge = Anulación fuera de plazo del pedido { $number }
