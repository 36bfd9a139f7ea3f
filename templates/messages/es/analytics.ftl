# Hoy y la línea del día.
today-title = Qué falta ahora
today-lead = { $count ->
    [one] una cosa
   *[other] { $count } cosas
}{ $late ->
    [0] {""}
    [one] , una urgente
   *[other] , { $late } urgentes
}
today-nothing = todo en orden
today-needs = Hace falta alguien
today-keys = J / K para moverse
today-empty = Nada espera a nadie. Buen momento para un café.
today-late = Urgente
today-soon = Pronto
today-calm = Sin prisa
today-tomorrow = Mañana, { $day }
today-against = frente al { $weekday } pasado
today-pieces = piezas
today-pieces-same = piezas · igual
today-pieces-more = piezas · { $percent } % más
today-pieces-less = piezas · { $percent } % menos
today-orders = { $stops ->
    [0] pedidos
    [one] pedidos · una parada
   *[other] pedidos · { $stops } paradas
}
today-to-deliver = por entregar
today-late-stops = { $count ->
    [one] entrega con retraso
   *[other] entregas con retraso
}
today-closes = se cierra a las { $time }
today-quantity = Cantidad
today-difference = Frente a hace una semana
need-and-more = { $names } y { $count } más
need-late-notes = { $count ->
    [one] { $name } sigue sin entregar
   *[other] { $count } entregas con retraso
}
need-late-notes-do = Ver
need-came-back = { $count ->
    [one] { $name } volvió sin entregar
   *[other] { $count } entregas volvieron
}
need-came-back-do = Resolver
need-changes = { $count ->
    [one] Cambia { $name } en la hoja
   *[other] { $count } cambios en la hoja sin ver
}
need-changes-do = Ver cambio
need-unbaked = { $count ->
    [one] Falta hornear { $name }
   *[other] { $count } líneas de la hoja sin marcar
}
need-unbaked-do = Marcar
need-low-stock = { $count ->
    [one] Se acaba: { $name }
   *[other] Se acaban { $count } cosas del almacén
}
need-low-stock-do = Ver
need-goods = { $count ->
    [one] Llega hoy la compra de { $name }
   *[other] Llegan { $count } compras
}
need-goods-do = Recibir
need-unconfirmed = { $count ->
    [one] Pedido de { $name } sin confirmar
   *[other] { $count } pedidos sin confirmar
}
need-unconfirmed-do = Confirmar
need-without-time = { $count ->
    [one] Pedido de { $name } sin hora de recogida
   *[other] { $count } pedidos sin hora de recogida
}
need-without-time-do = Completar
need-failed-templates = { $count ->
    [one] Un pedido fijo no se pudo hacer
   *[other] { $count } pedidos fijos no se pudieron hacer
}
need-failed-templates-do = Arreglar
need-missed = { $count ->
    [one] Una entrega fija de { $name } no salió
   *[other] { $count } entregas fijas no salieron
}
need-missed-do = Decidir
need-to-approve = { $count ->
    [one] Una compra espera visto bueno
   *[other] { $count } compras esperan visto bueno
}
need-to-approve-do = Aprobar
need-to-approve-see = Ver compras
need-overdue = { $count ->
    [one] Una factura vencida
   *[other] { $count } facturas vencidas
}
need-overdue-do = Abrir
need-mail = { $count ->
    [one] Un correo no ha salido
   *[other] { $count } correos no han salido
}
need-mail-do = Ver
need-jobs = { $count ->
    [one] Ha fallado: { $name }
   *[other] Han fallado { $count } tareas
}
need-jobs-do = Ver
strip-yesterday = { $time } ayer
strip-cutoff = Cierre
strip-dough = Masas
strip-oven = Horno
strip-vans = Reparto
strip-shop = Tienda
strip-returns-label = Vueltas
strip-next = Cierre del { $day }
strip-next-tomorrow = Cierre de mañana
strip-orders = { $count ->
    [one] un pedido
   *[other] { $count } pedidos
}
strip-version = versión { $version }
strip-changes = { $count ->
    [one] un cambio
   *[other] { $count } cambios
}
strip-doughs = { $count ->
    [one] una masa
   *[other] { $count } masas
}
strip-nothing = nada
strip-baked = { $done } de { $all }
strip-unbaked = { $count ->
    [one] falta una
   *[other] faltan { $count }
}
strip-stops = { $routes ->
    [one] una ruta
   *[other] { $routes } rutas
} · { $stops ->
    [one] una parada
   *[other] { $stops } paradas
}
strip-stops-done = { $done } de { $all } paradas
strip-late = { $count } tarde
strip-pickups = { $count ->
    [one] una recogida
   *[other] { $count } recogidas
}
strip-pickups-done = { $done } de { $all } recogidas
strip-returns-none = por anotar
strip-returns = { $count ->
    [one] un cliente
   *[other] { $count } clientes
}
strip-without-time = { $count } sin hora
demand-days = Hasta 92 días, el último no antes que el primero.
need-second-copy = La copia no llega a la segunda carpeta
need-second-copy-do = Ver copias
need-approve-urgent = urgente
need-approve-high = importante
need-approve-waits = espera { $hours } h
today-approvals = Compras por aprobar
today-approval-lines = { $count ->
    [one] Qué se pide: un artículo
   *[other] Qué se pide: { $count } artículos
}
today-cash-due = por cobrar, ya vencido o vence hoy
today-cash-week = vence en los siete días siguientes
first-title = Primeros pasos
first-lead = { $left ->
    [one] falta un paso para tu primer día
   *[other] faltan { $left } pasos para tu primer día
}
first-done = Hecho
first-items = Lo que vendes
first-items-why = Tus panes y bollos, uno a uno o empezando por veinte de los de siempre.
first-items-do = Poner artículos
first-import = O tráelos de una hoja.
first-prices = Los precios
first-prices-why = El de la tienda y el de los que compran al por mayor.
first-prices-do = Poner precios
first-customers = Quién te compra
first-customers-why = Bares, hoteles y tiendas. Al vecino que encarga lo apuntas con su pedido.
first-customers-do = Añadir cliente
first-order = El primer pedido
first-order-why = En cuanto esté, esta lista se va y aquí sale lo que haya que hacer cada día.
first-order-do = Tomar un pedido
first-later = Más adelante, cuando te haga falta:
first-standing = pedidos fijos
first-recipes = recetas
first-suppliers = proveedores
need-packing = { $count ->
    [one] Cambia el albarán de { $name }
   *[other] { $count } cambios en los albaranes sin ver
}
need-packing-do = Ver cambio
