payments-title = Cobros
payments-take = Cobrar
payments-take-of = Cobro de { $name }
payments-who = ¿de quién?
payments-nobody-owes = Nadie debe nada.
payments-other-customer-link = Buscar otro cliente
payments-first-due = lo primero vence el { $day }
payments-owes = debe { $amount }
payments-owes-nothing = No debe nada.
payments-has-credit = tiene { $amount } a favor
payments-amount-label = Importe
payments-day = Día
payments-day-hint = «hoy», «ayer», 24/12
payments-reference = Referencia
payments-notes = Notas
payments-method = Forma de pago
payments-method-cash = Efectivo
payments-method-card = Tarjeta
payments-method-transfer = Transferencia
payments-method-direct-debit = Recibo domiciliado
payments-method-credit = Saldo a favor
payments-spread = A qué facturas va
payments-spread-hint = Sin escribir nada, paga primero lo que vence antes. Lo que sobre queda a favor del cliente.
payments-goes = Se paga
payments-goes-to = Se paga de { $number }
payments-submit = Guardar el cobro
payments-none = Todavía no hay cobros.
payments-one = Cobro
payments-next = Otro cobro
payments-kept-as-credit = Queda a favor del cliente
payments-is-reversal = anula un cobro
payments-is-reversed = anulado
payments-of-this = Este cobro
payments-by-this = Con este apunte
payments-reverse = Anular el cobro
payments-reverse-hint = Se apunta uno igual en negativo, y las facturas vuelven a estar pendientes.
payments-reason = Motivo
payments-reversed = Cobro anulado. Sus facturas vuelven a estar pendientes.
payments-taken = Cobrados { $amount } de { $name }.
payments-statement = Estado de cuenta
payments-statement-of = Estado de cuenta de { $name }
payments-as-of = a { $day }
payments-to-customer = Ver el cliente
payments-balance = Debe
payments-credit = A favor
payments-movements = Movimientos desde el { $day }
payments-move-invoice = Factura
payments-move-payment = Pago { $how }
payments-move-reversal = Anulado un pago { $how }
payments-by-cash = en efectivo
payments-by-card = con tarjeta
payments-by-transfer = por transferencia
payments-by-direct-debit = por recibo domiciliado
payments-by-credit = con saldo a favor
payments-statement-credit = Hay { $amount } a su favor, ya descontados del total pendiente.
payments-statement-reference = Cliente { $code }
payments-statement-file = estado-de-cuenta-{ $day }.pdf
payments-did-payment-received = Cobrado
payments-did-reversed = Anulado
payments-amount = El importe tiene que ser mayor que cero.
payments-future = El día del cobro no puede ser futuro.
payments-share = Lo que va a cada factura tiene que ser mayor que cero, y cada factura una sola vez.
payments-shares-too-much = Lo repartido suma más que el importe.
payments-more-than-due = Es más de lo que queda pendiente de la factura.
payments-other-customer = Esa factura es de otro cliente.
payments-credit-short = El cliente no tiene tanto saldo a favor.
payments-credit-left = El saldo a favor tiene que ir entero a facturas pendientes.
payments-credit-used = Lo que sobró de este cobro ya se ha usado. Anula antes ese uso.
payments-reversed-already = Este cobro ya está anulado.
payments-cash-limit = Son más de 1.000 € en efectivo de una empresa: la ley no lo permite.
payments-reminder-line = · { $number }, vence el { $due }: { $amount }
payments-reminder-closing =
    Adjuntamos el estado de cuenta. Si el pago ya está en camino, no hagas caso de este correo.

    { $bakery }
payments-reminder-subject-before = Pronto vence una factura de { $bakery }
payments-reminder-text-before =
    Hola, { $name }:

    Te recordamos lo que vence en unos días.
payments-reminder-intro-before = Lo que vence en los próximos días, y cómo está la cuenta.
payments-reminder-subject-friendly = Factura pendiente con { $bakery }
payments-reminder-text-friendly =
    Hola, { $name }:

    Quizá se ha pasado: esto ya ha vencido y sigue pendiente.
payments-reminder-intro-friendly = Hay facturas vencidas. Agradecemos el pago en los próximos días.
payments-reminder-subject-firm = Facturas vencidas con { $bakery }: pago inmediato
payments-reminder-text-firm =
    { $name }:

    Pese a los avisos anteriores, esto sigue sin pagar. Pedimos el pago inmediato. La ley da derecho a intereses de demora y a 40 € por factura (Ley 3/2004).
payments-reminder-intro-firm = Facturas vencidas: pedimos el pago inmediato. La ley da derecho a intereses de demora y a 40 € por factura (Ley 3/2004).
payments-job-reminded = Recordatorios: { $mails }. Sin correo: { $without }. Nuevas vencidas: { $overdue }.
job-reminders = Vencimientos y recordatorios
job-reminders-about = Mira cada mañana qué ha vencido y manda los recordatorios que tocan.
payments-statement-send = Enviar por correo
payments-statement-said = El estado de cuenta sale para { $to }.
payments-statement-subject = Estado de cuenta con { $bakery }
payments-statement-text = Hola, { $name }: te enviamos tu estado de cuenta a { $day }.
payments-too-old = Ese día queda demasiado atrás: hasta dos años.
payments-no-customer = Elige de quién es el cobro.
payments-again = Cobrado otra vez, para las mismas facturas.
payments-not-reversed = Este cobro no está anulado, o ya se ha vuelto a cobrar.
payments-did-taken-again = Anulación deshecha: cobrado otra vez
