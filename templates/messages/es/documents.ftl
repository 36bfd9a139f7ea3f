# Lo que se imprime: facturas, albaranes, pedidos a proveedor, extractos.
document-invoice = Factura
document-rectifying-invoice = Factura rectificativa
document-note = Albarán
document-purchase = Pedido
document-statement = Estado de cuenta

document-copy = Duplicado
document-page = Página
document-page-of = de
document-trial = Emitida con un programa en pruebas, no con un sistema informático de facturación adaptado al RD 1007/2023.

document-issuer = Emisor
document-recipient = Cliente
document-customer = Cliente
document-supplier = Proveedor
document-deliver-to = Se entrega en
document-contact = Contacto
document-reply-to = Respuesta a

document-operations = Entregas
document-until = hasta el { $day }
document-issued = Fecha de factura
document-due = Se paga el
document-payment = Forma de pago
document-delivery-day = Día de entrega
document-window = Hora prevista
document-handed-over = Entregado a las
document-route = Ruta
document-stop = parada { $stop }
document-orders = Pedido
document-ordered-on = Fecha del pedido
document-required = Lo necesitamos el
document-our-code = Nuestro número de cliente
document-version = Versión
document-replaces = sustituye a la anterior
document-as-of = A fecha de

document-quantity = Cantidad
document-article = Artículo
document-description = Concepto
document-code = Código
document-packs = Envases
document-price = Precio
document-price-net = Sin IVA
document-price-with-tax = Precio, IVA incl.
document-discount = Dto.
document-amount = Importe
document-amount-with-tax = Importe, IVA incl.
document-rate = IVA
document-lot = Lote
document-allergens = Contiene
document-ordered = pedido
document-day = Fecha
document-reference = Referencia

document-base = Base imponible
document-tax = IVA
document-surcharge = Recargo de equivalencia
document-discount-total = Descuento
document-rate-of-tax = Tipo
document-tax-amount = Cuota de IVA
document-surcharge-rate = Recargo
document-surcharge-amount = Cuota
document-tax-id = NIF { $id }
document-lines-total = Suma
document-shipping = Portes
document-total = Total
document-total-invoice = Total factura
document-order-total = Total pedido
document-account = Cuenta
document-terms = Condiciones
document-notes = Notas

document-rectifies = Rectifica la factura { $number } del { $day }

document-corrections = Correcciones
document-returns = Devoluciones
document-remarks = Observaciones
document-received-by = Recibido por
document-received-id = DNI o NIF
document-received-signature = Firma

document-open-invoices = Facturas pendientes
document-open = Pendiente
document-paid = Pagado
document-to-pay = Total pendiente
document-late = Retraso
document-late-total = del que ya ha vencido
document-not-due = Sin vencer
document-days-late = { $days ->
    [one] { $days } día
   *[other] { $days } días
}
document-days-band = De { $from } a { $to } días
document-days-more = { $from } días o más
document-movements = Movimientos desde el
document-opening = Saldo anterior
document-charge = Cargo
document-payments = Abono
document-balance = Saldo
