# Los correos que salen.
mail-title = Correos
mail-count-failed = { $count ->
    [one] uno no ha salido
   *[other] { $count } no han salido
}
mail-count-waiting = { $count ->
    [one] uno por salir
   *[other] { $count } por salir
}
mail-all-sent = todo ha salido
mail-retry = Enviar otra vez
mail-retry-one = Enviar otra vez: { $subject }
mail-retry-all = Reintentar los que fallaron
mail-retried = Se envía otra vez.
mail-retried-all = { $count ->
    [0] No había nada que reintentar.
    [one] Se envía uno otra vez.
   *[other] Se envían { $count } otra vez.
}
mail-open = Necesitan a alguien
mail-open-note = no han salido, o no se sabe
mail-all = Todos los correos
mail-empty = Todavía no ha salido ningún correo.
mail-subject = Asunto
mail-to = Para
mail-when = Hora
mail-state = Estado
mail-state-waiting = por salir
mail-state-sending = saliendo
mail-state-sent = enviado
mail-state-failed = no ha salido
mail-state-uncertain = no se sabe
mail-state-cancelled = anulado
mail-next-try = Se prueba de nuevo el { $at }.
mail-no-relay = No hay servidor de correo: los correos se guardan y esperan. Se pone al arrancar el programa, en smtp_url de hornada.toml o en
mail-no-sender = Falta la dirección desde la que se envía.
mail-trial = Probar el correo
mail-trial-none = Sin servidor de correo no hay nada que probar; todo lo demás funciona.
mail-trial-about = Envía un correo de prueba por { $server } y enseña lo que responde.
mail-trial-to = A qué dirección
mail-trial-send = Enviar una prueba
mail-trial-subject = Prueba de correo de Hornada
mail-trial-text =
    Si lees esto, el correo de la panadería funciona.
mail-trial-done = Ha salido. El servidor respondió: { $said }
mail-trial-failed = No ha salido. Esto dijo el servidor: { $said }
mail-file = Ver el PDF
mail-back = Todos los correos
mail-about-orders = Ver el pedido
mail-about-invoices = Ver la factura
mail-about-customers = Ver el cliente
mail-about-purchases = Ver la compra
mail-about-notes = Ver el albarán
mail-about-suppliers = Ver el proveedor
mail-uncertain-note = Se cortó justo al entregarlo: puede que haya llegado y puede que no. Pregunta a quien lo recibe, o envíalo otra vez: lleva el mismo número y muchos correos lo enseñan una sola vez.
mail-said = Esto dijo el servidor:
mail-mark-sent = Ha llegado
mail-marked-sent = Queda como enviado.
mail-cancel = No enviarlo
mail-cancelled = Ya no se envía.
mail-reply-to = Responder a
mail-message-id = Número del correo
mail-text = Texto
mail-history = Historial
mail-did-sent = enviado
mail-did-failed = no ha salido
mail-did-uncertain = se cortó al entregarlo
mail-did-retried = enviar otra vez
mail-did-marked-sent = dado por llegado
mail-did-cancelled = anulado
mail-sent-already = Ese correo ya ha salido o está saliendo.
mail-not-uncertain = De ese correo ya se sabe si ha salido.
