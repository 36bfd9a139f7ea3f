# Proveedores: quién nos vende, qué, en qué envase y a qué precio.
suppliers-title = Proveedores
suppliers-count = { $count ->
    [one] un proveedor
   *[other] { $count } proveedores
}
suppliers-none = Todavía no hay ningún proveedor.
suppliers-none-found = Ningún proveedor se llama así.
suppliers-new = Nuevo proveedor
suppliers-active = En uso
suppliers-inactive = Ya no se les compra
suppliers-search = Buscar proveedor
suppliers-name = Nombre
suppliers-tax-id = NIF
suppliers-contact = Persona de contacto
suppliers-about = Datos
suppliers-email = Correo para pedidos
suppliers-email-hint = Aquí llega el pedido en PDF.
suppliers-no-email = sin correo: el pedido habrá que pasarlo a mano
suppliers-phone = Teléfono
suppliers-address = Calle y número
suppliers-city = Población
suppliers-postal-code = Código postal
suppliers-province = Provincia
suppliers-country = País
suppliers-terms = Condiciones de pago
suppliers-terms-net = { $days } días
suppliers-terms-at-once = al recibir
suppliers-weekdays = Días de reparto
suppliers-no-weekday = Al menos un día.
suppliers-minimum = Pedido mínimo
suppliers-lead = Plazo de entrega
suppliers-lead-days = { $days ->
    [0] el mismo día
    [one] un día
   *[other] { $days } días
}
suppliers-days = días
suppliers-lang = Idioma de los pedidos
suppliers-certificates = Certificados
suppliers-trusted = De confianza
suppliers-quality = Calidad (0 a 100)
suppliers-notes = Notas
suppliers-is-active = Se le compra
suppliers-edit = Cambiar datos
suppliers-added = { $name } queda en la lista. Añade lo que vende.
suppliers-saved = Proveedor guardado.
suppliers-products = Lo que vende
suppliers-products-none = Todavía no consta qué vende.
suppliers-product-add = Añadir artículo
suppliers-product-added = Artículo añadido.
suppliers-product-saved = Artículo guardado.
suppliers-no-buyable = No queda ningún artículo comprable por añadir. Marca artículos como «se compra» en el catálogo.
suppliers-item = Artículo
suppliers-choose = Elige…
suppliers-code = Su referencia
suppliers-product-name = Como lo llaman ellos
suppliers-price = Precio
suppliers-price-per = Precio por { $unit }
suppliers-pack = Envase
suppliers-pack-name = Envase (saco, caja…)
suppliers-pack-size = Contenido del envase
suppliers-pack-price = Precio del envase
suppliers-least = Cantidad mínima
suppliers-least-hint = Vacío: un envase.
suppliers-own-lead = Plazo propio
suppliers-own-lead-hint = Vacío: el del proveedor.
suppliers-preferred = Preferido
suppliers-preferred-hint = De aquí se pide este artículo.
suppliers-grade = Calidad
suppliers-tax = IVA
suppliers-tax-hint = Vacío: el del artículo.
suppliers-contract = Precio pactado
suppliers-contract-from = Pactado desde
suppliers-contract-until = Pactado hasta
suppliers-contract-now = pactado: { $price }
suppliers-contract-backwards = El pacto acaba antes de empezar.
suppliers-breaks = Precio por cantidad
suppliers-break-from = Desde
suppliers-break-price = Precio
suppliers-break-row = Tramo { $number }
suppliers-wrong-break = Cada tramo, una vez y por encima de cero.
suppliers-sold = Se vende
suppliers-not-sold = ya no lo vende
suppliers-prices-save = Guardar precios
suppliers-prices-saved = { $count ->
    [0] Ningún precio ha cambiado.
    [one] Un precio cambiado.
   *[other] { $count } precios cambiados.
}
suppliers-price-of = Precio de { $name }
suppliers-history = Precios anteriores
suppliers-history-none = Todavía no ha cambiado de precio.
suppliers-source-typed = escrito
suppliers-source-import = importado
suppliers-source-delivery = en una entrega
suppliers-journal = Historial
suppliers-orders = Pedidos
suppliers-orders-none = Todavía no se le ha pedido nada.
suppliers-order-new = Nuevo pedido
suppliers-who-sells = Quién vende { $name }
suppliers-who-count = { $count ->
    [one] un proveedor lo vende
   *[other] { $count } proveedores lo venden
}
suppliers-nobody = Nadie lo vende todavía.
suppliers-when = Cuándo
suppliers-supplier = Proveedor
suppliers-piece = ud
suppliers-per-unit = €/{ $unit }
suppliers-not-bought = Ese artículo no se compra.
suppliers-not-sold-here = Este proveedor no vende ese artículo.
suppliers-above-zero = Más de cero.
taken-suppliers-name = Ya hay un proveedor con ese nombre.
taken-supplier-products-ingredient-id = Este proveedor ya lo tiene en su lista.
suppliers-more = Dirección, NIF, certificados y notas
suppliers-term-break = Desde { $from }
suppliers-term-was = antes: { $before }
suppliers-term-none = ninguno
suppliers-term-from = desde { $day }
suppliers-term-until = hasta { $day }
suppliers-not-agreed = pactado a { $agreed }, ha llegado a { $charged }.
suppliers-contacts = Contactos
suppliers-contacts-none = Nadie más que la persona de contacto. Añade a quien lleve pedidos, cuentas o reparto.
suppliers-contacts-many = No más de { $most } contactos por proveedor.
suppliers-contact-add = Añadir contacto
suppliers-contact-added = { $name } queda entre los contactos.
suppliers-contact-remove = Quitar contacto
suppliers-contact-removed = { $name } ya no está entre los contactos.
suppliers-contact-restored = Contacto recuperado.
suppliers-contact-there = Este contacto ya está en su sitio.
suppliers-contact-email = Correo
suppliers-role = Se ocupa de
suppliers-role-orders = Pedidos
suppliers-role-accounts = Facturas y cobros
suppliers-role-delivery = Reparto
suppliers-role-quality = Calidad
suppliers-role-other = Otras cosas
suppliers-takes-orders = Recibe los pedidos
suppliers-takes-orders-hint = Los pedidos en PDF llegan a quien esté marcado aquí; si no hay nadie, al correo del proveedor.
suppliers-orders-need-mail = Para recibir pedidos hace falta un correo.
suppliers-orders-elsewhere = los pedidos van a los contactos marcados
