import-title = Importar
import-lead = De una hoja de cálculo o de la caja. Primero se mira; luego se guarda todo o nada.
import-kind = Qué es
import-kind-sales = Ventas de la caja
import-kind-items = Artículos
import-kind-customers = Clientes
import-kind-suppliers = Proveedores
import-kind-recipes = Recetas
import-file = Fichero
import-file-hint = CSV (también .gz) o XLSX.
import-look = Mirar qué pasaría
import-columns = Columnas que se entienden
import-done-title = Importado
import-none = Todavía no se ha importado nada.
import-rows = Filas
import-added = Nuevas
import-when = Cuándo
import-preview = Qué pasaría
import-first-rows = Primeras filas
import-take = Importar
import-again = Elegir otro fichero
import-choose = Elige qué es y un fichero.
import-empty = El fichero está vacío.
import-gzip = El fichero comprimido está dañado.
import-too-large = El fichero es demasiado grande.
import-csv = No se lee como CSV: { $reason }
import-xlsx = No se lee como libro de XLSX.
import-gone = El fichero ya no está. Vuelve a elegirlo.
import-faults-now = Alguien ha cambiado algo mientras tanto y ahora hay filas que no entran. Vuelve a mirarlo.
import-no-column = Falta la columna.
import-day = No se entiende el día.
import-unit = Unidad desconocida: g, kg, ml, l, ud o docena.
import-tax = Ese tipo de IVA no existe.
import-unknown-item = No hay ningún artículo con el nombre o código «{ $name }».
import-yes-or-no = Escribe sí o no.
import-would = Filas leídas: { $read }; entrarían: { $added }; ya estaban: { $known }. No se ha guardado nada.
import-did = Filas leídas: { $read }; nuevas: { $added }; ya estaban: { $known }.
import-nothing-taken = { $count ->
    [one] Hay una fila con fallos: no se guarda nada.
   *[other] Hay { $count } fallos: no se guarda nada.
}
import-fault = Fila { $row }, { $column }: { $reason }
import-sales-lines = Líneas: { $value }
import-sales-tickets = Tiques: { $value }
import-sales-units = Unidades netas: { $value }
import-sales-amount = Importe neto: { $value }
import-sales-new-items = { $count ->
    [one] Un artículo nuevo, con el IVA sin confirmar.
   *[other] { $count } artículos nuevos, con el IVA sin confirmar.
}
import-sales-negative = { $count ->
    [one] Una línea en negativo: una corrección o vuelta.
   *[other] { $count } líneas en negativo: correcciones y vueltas.
}
import-sales-free = { $count ->
    [one] Una línea a 0,00 €.
   *[other] { $count } líneas a 0,00 €.
}
import-sales-nameless = { $count ->
    [one] Una línea sin nombre de artículo.
   *[other] { $count } líneas sin nombre de artículo.
}
import-sales-equal = { $count ->
    [one] Una línea igual a otra en todo: se cuenta, es una venta.
   *[other] { $count } líneas iguales a otra en todo: se cuentan, son ventas.
}
import-sales-closed = { $count ->
    [one] Un día sin ninguna venta: cerrado no es lo mismo que nada vendido.
   *[other] { $count } días sin ninguna venta: cerrado no es lo mismo que nada vendido.
}
import-sales-similar = ¿Es lo mismo? «{ $one }» y «{ $other }».
import-kind-prices = Precios
import-unused-columns = Columnas de las que no se toma nada: { $columns }
import-number-unclear = No se sabe si el punto o la coma separa miles o decimales: escribe 1234, o más decimales.
import-unknown-list = No hay ninguna tarifa con el nombre o código «{ $name }».
import-same-contact = Fila { $row }: ese teléfono o correo ya es de «{ $name }», que se queda como está.
import-same-tax-id = Fila { $row }: el NIF { $tax_id } ya es de «{ $name }»: ¿es otro local suyo?
import-columns-text = Valen estos nombres y también los ingleses (name, price, unit…), con o sin tildes y mayúsculas, en CSV y XLSX. El fichero de ejemplo se puede importar tal cual.
import-sample = Fichero de ejemplo
import-sample-sales = ejemplo-ventas
import-sample-items = ejemplo-articulos
import-sample-customers = ejemplo-clientes
import-sample-suppliers = ejemplo-proveedores
import-sample-recipes = ejemplo-recetas
import-sample-prices = ejemplo-precios
import-no-file = No hay ningún fichero «{ $file }».
import-unreadable = El fichero «{ $file }» no se puede leer: { $reason }.
import-refused = { $count ->
    [one] Una fila no entra; no se ha guardado nada.
   *[other] { $count } filas no entran; no se ha guardado nada.
}
import-allergen = «{ $word }» no es ninguno de los 14 alérgenos: escríbelo como gluten, huevo, leche, frutos secos, soja o sésamo, separados por comas.
import-double = Ya está en la fila { $row } de este fichero.
import-day-ahead = Ese día todavía no ha llegado.
import-day-old = Ese año no puede ser: es anterior al 2000.
import-time = No se entiende la hora: escríbela como 8:30.
import-differs = No dice lo mismo que la fila { $row } de la misma receta.
import-recipe-kind = Escribe producto, masa o relleno.
import-fault-row = Fila { $row }: { $reason }
import-known-by-name = { $count ->
    [one] Un artículo del archivo tiene otro código que el que ya estaba con su nombre: se toma por el mismo.
   *[other] { $count } artículos del archivo tienen otro código que los que ya estaban con su nombre: se toman por los mismos.
}
import-same-name = La fila { $row } tiene el mismo nombre, y aquí no hay teléfono, correo, NIF ni calle: da alguno para saber si es otro cliente.
import-customers-by-name = { $count ->
    [one] Una fila con solo el nombre se toma por el cliente que ya estaba con ese nombre.
   *[other] { $count } filas con solo el nombre se toman por los clientes que ya estaban con esos nombres.
}
import-same-shop = Fila { $row }: «{ $name }» con el NIF { $tax_id } ya estaba con otra calle, y se queda como está: si es otro local, añádele un punto de entrega.
import-allergen-traces = «{ $word }»: aquí va solo lo que lleva. Las trazas quítalas de la columna y escríbelas en las notas del artículo.
