# Pedidos: lo que se niega y por qué.
orders-not-taken = Ahora no se toman pedidos: está apagado en Ajustes.
orders-customer-required = ¿De quién es el pedido?
orders-date-required = ¿Para qué día?
orders-not-their-point = Ese punto de entrega no es de este cliente.
orders-no-lines = El pedido está vacío: añade al menos una línea.
orders-too-many-lines = Como mucho { $most } líneas en un pedido.
orders-too-small = El pedido mínimo es de { $least } €.
orders-too-large = El pedido máximo es de { $most } €.
orders-no-item = Ese artículo no existe.
orders-not-sold = { $name } ya no se vende.
orders-wrong-unit = { $name } no se vende en esa unidad.
orders-no-price = { $name } no tiene precio en esta tarifa: ponlo a mano.
orders-free-line-price = Una línea libre necesita precio.
orders-negative-price = No puede ser menos que cero.
orders-quantity-positive = ¿Cuánto? Más que cero.
orders-quantity = Una cantidad como 12, 2,5 kg o 3 docenas.
orders-whole-pieces = Las piezas van enteras.
orders-too-many = Eso es demasiado para una línea.
orders-discount-most = Los descuentos van de 0 a { $most } %.
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
orders-late = Para el { $day } ya ha pasado la hora de cierre. El primer día posible es el { $next }.
orders-late-no-next = Para el { $day } ya ha pasado la hora de cierre.
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
