# Almacén.
stock-location = Obrador
stock-service = Un servicio no tiene existencias.
stock-above-zero = Tiene que ser más que cero.
stock-value-below-zero = El valor no puede ser negativo.
stock-short = No hay bastante: { $what }.
stock-lot-other-expiry = Ese lote ya existe con otra caducidad.
stock-count-empty = No se ha contado nada todavía.
stock-count-below-zero = No se puede contar menos que nada.
stock-opening-moved = Este artículo ya tiene movimientos: cuéntalo en un recuento normal.
stock-count-moved = Las existencias se han movido mientras contabas. Mira la cantidad esperada y vuelve a guardar.
stock-count-twice = Este lote ya está en otra línea.
